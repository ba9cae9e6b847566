import type { ProbeObstacle } from "#lib/domain/probe-rows.ts";

/** OpenClaw's buckets. Source: OpenClaw 2026.3.13, semantics §6.2. */
export type ProbeStatus =
  | "ok"
  | "auth"
  | "rate_limit"
  | "billing"
  | "timeout"
  | "format"
  | "unknown"
  | "no_model";

/** OpenClaw's reason codes. Source: OpenClaw 2026.3.13, semantics §6.2. */
export type OpenclawProbeReason =
  | "excluded_by_auth_order"
  | "missing_credential"
  | "expired"
  | "invalid_expires"
  | "unresolved_ref"
  | "ineligible_profile"
  | "no_model";

/** Ours, where OpenClaw says nothing or gives no code. */
export type OwnProbeReason =
  | ProbeObstacle
  /** Only the gateway that signed in can use it. */
  | "oauth_held_by_gateway"
  /** Anthropic takes it from Claude Code alone. */
  | "claude_code_only"
  /** A limit that does not come back by itself: the account has no money left. */
  | "quota_exhausted"
  | "model_not_found"
  /** The key is known, but may not ask for what costs nothing. */
  | "check_not_permitted"
  /** The provider has nothing to ask for that costs nothing. */
  | "check_not_offered"
  /** The free answer is given to everyone, so it says nothing of the key. */
  | "key_not_checked"
  /** A page, or an answer in a shape no provider has. */
  | "not_a_provider"
  | "secret_not_sendable"
  | "address_refused"
  | "name_not_found"
  | "connection_failed"
  | "connection_closed"
  | "tls_untrusted"
  | "tls_expired"
  | "tls_wrong_host"
  | "tls_handshake"
  | "proxy_unreachable"
  | "proxy_credential_refused"
  | "proxy_refused"
  | "redirected"
  | "malformed_answer"
  | "answer_too_large"
  | "cancelled";

export type ProbeReason = OpenclawProbeReason | OwnProbeReason;

export type ProbeVerdict = { status: ProbeStatus; reasonCode: ProbeReason | null };

/** The one thing that helps, where there is one. */
export type ProbeAdvice = "use_api_key" | "top_up" | "allow_address" | "allow_paid_probe" | "raise_budget";

const ADVICE: Partial<Record<ProbeReason, ProbeAdvice>> = {
  claude_code_only: "use_api_key",
  quota_exhausted: "top_up",
  address_refused: "allow_address",
};

export function adviceFor({ status, reasonCode }: ProbeVerdict): ProbeAdvice | null {
  if (status === "billing") return "top_up";
  return (reasonCode && ADVICE[reasonCode]) ?? null;
}

const INCONCLUSIVE: ReadonlySet<ProbeReason | null> = new Set<ProbeReason>([
  "check_not_permitted",
  "check_not_offered",
  "key_not_checked",
  "not_a_provider",
]);

/** True when a free check left open whether the credential works. */
export function isInconclusive({ reasonCode }: ProbeVerdict): boolean {
  return INCONCLUSIVE.has(reasonCode);
}
