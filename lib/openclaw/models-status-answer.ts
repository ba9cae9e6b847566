import { z } from "zod";
import type { CredentialType } from "#lib/domain/auth-store.ts";
import type { AgentObservation, ProfileObservation } from "#lib/domain/gateway-observation.ts";

const Health = z.object({
  profileId: z.string(),
  provider: z.string(),
  type: z.enum(["api_key", "token", "oauth"]),
  status: z.string(),
  expiresAt: z.number().optional(),
});

const Unusable = z.object({
  profileId: z.string(),
  kind: z.enum(["cooldown", "disabled"]),
  reason: z.string().nullish(),
  until: z.number(),
});

/** The members of `openclaw models status --json` that are used. It has more, and other releases have others. */
const Answer = z.object({
  agentDir: z.string(),
  resolvedDefault: z.string(),
  fallbacks: z.array(z.string()),
  auth: z.object({
    missingProvidersInUse: z.array(z.string()),
    providers: z.array(
      z.object({ provider: z.string(), profiles: z.object({ labels: z.array(z.string()) }) }),
    ),
    unusableProfiles: z.array(Unusable),
    oauth: z.object({
      profiles: z.array(Health),
      providers: z.array(
        z.object({
          provider: z.string(),
          effectiveProfiles: z.array(z.object({ profileId: z.string() })).optional(),
        }),
      ),
    }),
  }),
});

export type StatusAnswer = Omit<AgentObservation, "agentId" | "isDefault" | "orders">;

/**
 * What an answer of `openclaw models status --json` says of an agent's profiles, without the masked secrets that its
 * labels hold; null when it is not such an answer.
 *
 * Source: OpenClaw 2026.9.6, `modelsStatusCommand` and `resolveProviderAuthOverview`.
 */
export function readModelsStatus(document: unknown): StatusAnswer | null {
  const parsed = Answer.safeParse(document);
  if (!parsed.success) return null;
  const { agentDir, resolvedDefault: model, fallbacks, auth } = parsed.data;
  const labels = auth.providers.flatMap(({ profiles }) => profiles.labels);
  const profiles = auth.oauth.profiles.map(({ expiresAt = null, ...health }): ProfileObservation => {
    const unusable = auth.unusableProfiles.find(({ profileId }) => profileId === health.profileId);
    return {
      profileId: health.profileId,
      provider: health.provider,
      type: health.type,
      ref: refOf(labels, health.profileId, health.type),
      expiresAtMs: expiresAt,
      status: health.status,
      unusable: unusable
        ? { kind: unusable.kind, reason: unusable.reason ?? null, untilMs: unusable.until }
        : null,
    };
  });
  const effective = auth.oauth.providers.map(
    ({ provider, effectiveProfiles = [] }) =>
      [provider, effectiveProfiles.map(({ profileId }) => profileId)] as const,
  );
  return {
    agentDir,
    model,
    fallbacks,
    profiles,
    effective: Object.fromEntries(effective),
    missingProviders: auth.missingProvidersInUse,
  };
}

/** A label is `<profileId>=ref(<source>:<id>)`, for tokens `=token:ref(…)`, then perhaps a window in brackets. */
function refOf(
  labels: readonly string[],
  profileId: string,
  type: CredentialType,
): ProfileObservation["ref"] {
  if (type === "oauth") return null;
  const start = `${profileId}=${type === "token" ? "token:" : ""}ref(`;
  for (const label of labels) {
    if (!label.startsWith(start)) continue;
    const found = /^(env|file|exec):([^)]*)\)(?: \[[^\]]*\])?$/.exec(label.slice(start.length));
    if (found) return { source: found[1] as "env" | "file" | "exec", id: found[2] as string };
  }
  return null;
}
