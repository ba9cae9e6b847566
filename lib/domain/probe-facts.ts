import type { CredentialType } from "#lib/domain/auth-store.ts";

/** Where the credential of a probe comes from, in OpenClaw's words. */
export type ProbeSource = "profile" | "env" | "models.json";

/** What was sent for it: nothing, a request that costs nothing, or the smallest completion. */
export type ProbeRequestKind = "none" | "free" | "paid";

/**
 * What became of a probe. All but `skipped` are OpenClaw's buckets; `skipped` says that nobody asked the provider,
 * because it cannot be asked from here or must not be, and `reason` says why.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2.
 */
export const PROBE_STATUSES = [
  "ok",
  "auth",
  "billing",
  "rate_limit",
  "timeout",
  "format",
  "unknown",
  "no_model",
  "skipped",
] as const;

export type ProbeStatus = (typeof PROBE_STATUSES)[number];

/**
 * Why a credential was not asked about, or what exactly was wrong. The first ones are OpenClaw's reason codes
 * (semantics §6.2); the others are ours.
 */
export const PROBE_REASONS = [
  "excluded_by_auth_order",
  "missing_credential",
  "expired",
  "invalid_expires",
  "unresolved_ref",
  "ineligible_profile",
  "no_model",
  "oauth_by_gateway",
  "credential_gone",
  "command_not_allowed",
  "not_probeable",
  "server_not_allowed",
  "paid_not_allowed",
  "claude_code_only",
  "credential_malformed",
  "redirected",
  "address_refused",
  "name_unknown",
  "not_reachable",
  "tls_untrusted",
  "answer_too_large",
  "answer_malformed",
] as const;

export type ProbeReason = (typeof PROBE_REASONS)[number];

export function isProbeReason(text: string): text is ProbeReason {
  return PROBE_REASONS.some((reason) => reason === text);
}

/** Which credentials a sweep is about; what is left out is not narrowed. */
export type ProbeScope = {
  gatewayId?: string | undefined;
  agentId?: string | undefined;
  provider?: string | undefined;
  profileIds?: readonly string[] | undefined;
};

/** The credential that one probe is about. */
export type ProbeTarget = {
  gatewayId: string;
  agentId: string;
  provider: string;
  source: ProbeSource;
  /** Null for the key of the environment or of the config. */
  profileId: string | null;
  /** What it is stored as; a key outside of profiles counts as an API key. */
  type: CredentialType;
  /** The model that OpenClaw would probe with, without its provider; null when the config names none. */
  model: string | null;
};

/** True when the answer says that the credential itself is of no use until someone changes it. */
export function isCredentialRefused(status: ProbeStatus): boolean {
  return status === "auth" || status === "billing";
}
