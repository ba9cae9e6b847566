import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** A profile that is to hold a reference and no secret. */
export type PlanTarget = {
  agentId: string;
  profileId: string;
  type: "api_key" | "token";
  provider: string;
  ref: SecretRef;
};

/**
 * A plan for `openclaw secrets apply`, which both releases take: one target for each profile and agent, because 2026.9
 * writes an agent's own database and others do not inherit from it. It holds references only.
 *
 * Nothing is scrubbed by it: what a plan leaves in the shared store is taken out by name, see `database-writes.ts`.
 *
 * Source: OpenClaw 2026.9.6, docs/gateway/secrets-plan-contract.md and openclaw-integration §2.
 */
export function secretsPlan(targets: readonly PlanTarget[], atMs: number) {
  return {
    version: 1,
    protocolVersion: 1,
    generatedAt: new Date(atMs).toISOString(),
    generatedBy: "manual",
    targets: targets.map(planTarget),
    options: { scrubEnv: false, scrubAuthProfilesForProviderTargets: false, scrubLegacyAuthJson: false },
  };
}

function planTarget({ agentId, profileId, type, provider, ref }: PlanTarget) {
  const member = type === "api_key" ? "key" : "token";
  return {
    type: `auth-profiles.${type}.${member}`,
    path: `profiles.${profileId}.${member}`,
    pathSegments: ["profiles", profileId, member],
    agentId,
    authProfileProvider: provider,
    ref: { ...ref },
  };
}
