import type { ProbeCandidate } from "#lib/operations/probe-candidates.ts";

/**
 * Why a credential is not worth a request; null when it is. The codes are OpenClaw's, but for `oauth_by_gateway`: a
 * login is refreshed by its gateway alone, and asking with what is stored of it would tell nothing.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2.
 */
export function probeObstacle({ profile, order, secret }: ProbeCandidate): string | null {
  if (order?.excludedBy && order.excludedBy !== "ineligible") return "excluded_by_auth_order";
  const reason = order?.eligibility ?? "ok";
  if (reason === "provider_mismatch" || reason === "mode_mismatch") return "ineligible_profile";
  if (reason !== "ok" && reason !== "profile_missing") return reason;
  if (profile?.type === "oauth") return "oauth_by_gateway";
  return secret.kind === "none" ? "missing_credential" : null;
}
