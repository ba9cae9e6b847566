import type { ProbeReason, ProbeStatus, ProbeVerdict } from "#lib/domain/probe-verdict.ts";

/** How a request can end without an answer. */
export type NoAnswer =
  | "timeout"
  | "aborted"
  | "dns"
  | "connect"
  | "closed"
  | "malformed"
  | "too-large"
  | "redirect"
  | "refused-address"
  | "refused-header"
  | "tls-untrusted"
  | "tls-expired"
  | "tls-wrong_host"
  | "tls-handshake"
  | "proxy-unreachable"
  | "proxy-credential_refused"
  | "proxy-refused";

/**
 * OpenClaw counts everything that breaks a connection as `timeout` and what it does not know as `unknown`; the reason
 * codes are ours.
 *
 * Source: OpenClaw 2026.3.13, semantics §9 "timeouts and connection errors".
 */
const VERDICTS: Record<NoAnswer, readonly [ProbeStatus, ProbeReason | null]> = {
  timeout: ["timeout", null],
  aborted: ["unknown", "cancelled"],
  dns: ["timeout", "name_not_found"],
  connect: ["timeout", "connection_failed"],
  closed: ["timeout", "connection_closed"],
  malformed: ["unknown", "malformed_answer"],
  "too-large": ["unknown", "answer_too_large"],
  redirect: ["unknown", "redirected"],
  "refused-address": ["unknown", "address_refused"],
  "refused-header": ["unknown", "secret_not_sendable"],
  "tls-untrusted": ["unknown", "tls_untrusted"],
  "tls-expired": ["unknown", "tls_expired"],
  "tls-wrong_host": ["unknown", "tls_wrong_host"],
  "tls-handshake": ["unknown", "tls_handshake"],
  "proxy-unreachable": ["timeout", "proxy_unreachable"],
  "proxy-credential_refused": ["unknown", "proxy_credential_refused"],
  "proxy-refused": ["unknown", "proxy_refused"],
};

export function classifyNoAnswer(ending: NoAnswer): ProbeVerdict {
  const [status, reasonCode] = VERDICTS[ending];
  return { status, reasonCode };
}

/** Longest wait that is believed, in milliseconds. */
const RETRY_AFTER_MS_MAX = 24 * 60 * 60 * 1000;

/** When a provider wants to be asked again, as milliseconds from `nowMs`; null when it does not say. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  const text = header?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return believed(Number(text) * 1000);
  // A date as HTTP writes it; `Date.parse` alone would make one of almost anything.
  return /^[A-Z][a-z]{2}, \d/.test(text) ? believed(Date.parse(text) - nowMs) : null;
}

function believed(waitMs: number): number | null {
  return Number.isNaN(waitMs) ? null : Math.round(Math.min(RETRY_AFTER_MS_MAX, Math.max(0, waitMs)));
}
