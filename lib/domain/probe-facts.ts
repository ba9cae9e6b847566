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
export type ProbeStatus =
  | "ok"
  | "auth"
  | "rate_limit"
  | "billing"
  | "timeout"
  | "format"
  | "unknown"
  | "no_model"
  | "skipped";

/** Which credentials a sweep is about; what is left out is not narrowed. */
export type ProbeScope = {
  gatewayId?: string | undefined;
  agentId?: string | undefined;
  provider?: string | undefined;
  profileId?: string | undefined;
};

/** The credential that one probe is about. */
export type ProbeTarget = {
  gatewayId: string;
  agentId: string;
  provider: string;
  source: ProbeSource;
  /** Null for the key of the environment or of the config. */
  profileId: string | null;
};

/** True when the answer says that the credential itself is of no use until someone changes it. */
export function isCredentialRefused(status: ProbeStatus): boolean {
  return status === "auth" || status === "billing";
}
