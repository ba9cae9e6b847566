import type { CredentialType } from "#lib/domain/auth-store.ts";
import type { ProbeStatus } from "#lib/domain/probe-verdict.ts";

/** Where the credential of a probe comes from, in OpenClaw's words. */
export type ProbeSource = "profile" | "env" | "models.json";

/** What was sent for it: nothing, a request that costs nothing, or the smallest completion. */
export type ProbeRequestKind = "none" | "free" | "paid";

/**
 * What became of a probe: OpenClaw's buckets, and `skipped` when nobody asked the provider, because it cannot be asked
 * from here or must not be; the reason says why.
 */
export const PROBE_STATES = [
  "ok",
  "auth",
  "billing",
  "rate_limit",
  "timeout",
  "format",
  "unknown",
  "no_model",
  "skipped",
] as const satisfies readonly (ProbeStatus | "skipped")[];

export type ProbeState = (typeof PROBE_STATES)[number];

/** Why the console itself did not ask, beyond what the rules of a probe say. */
export type SweepReason =
  /** It is the demo's, where every secret is invented. */
  | "demo_gateway"
  /** It was removed after the sweep was planned. */
  | "credential_gone"
  /** Its secret comes from a command that no admin allowed. */
  | "command_not_allowed"
  /** The gateway's config names a server that is not the provider's own, and no admin allowed it. */
  | "server_not_allowed";

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
export function isCredentialRefused(status: ProbeState): boolean {
  return status === "auth" || status === "billing";
}
