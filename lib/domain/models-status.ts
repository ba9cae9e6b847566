import { compareWords } from "#lib/domain/compare-words.ts";
import {
  credentialHealth,
  type HealthStatus,
  type ProfileHealth,
  type ProviderHealth,
  WARN_AFTER_MS,
} from "#lib/domain/credential-health.ts";
import { type ModelsInUse, modelsInUse, providersInUse, providersOf } from "#lib/domain/model-ref.ts";
import type { ProbeDocument } from "#lib/domain/probe-document.ts";
import { providersWithEnvironmentKey } from "#lib/domain/provider-key.ts";
import {
  OAUTH_ENVIRONMENT,
  type OverviewFacts,
  type ProviderOverview,
  providerOverviews,
} from "#lib/domain/provider-overview.ts";
import { usageWindow } from "#lib/domain/usage-window.ts";

/** Everything `models status` is computed from: plain data, no file and no clock. */
export type StatusFacts = OverviewFacts & {
  configPath: string;
  /** The agent asked for by name; null for main's directory, which is what OpenClaw shows otherwise. */
  agentId: string | null;
  agentDir: string;
  storePath: string;
  shellEnv: { enabled: boolean; appliedKeys: readonly string[] };
};

/** One entry of `auth.unusableProfiles`: a profile in a window, also one that is only in `usageStats`. */
export type UnusableProfile = {
  profileId: string;
  provider?: string;
  kind: "cooldown" | "disabled";
  reason?: string;
  /** Unix milliseconds. */
  until: number;
  remainingMs: number;
};

/** The document of `openclaw models status --json`; its members stand in OpenClaw's order. */
export type StatusDocument = {
  configPath: string;
  agentId?: string;
  agentDir: string;
  defaultModel: string;
  resolvedDefault: string;
  fallbacks: readonly string[];
  imageModel: string | null;
  imageFallbacks: readonly string[];
  modelConfig?: { defaultSource: "agent" | "defaults"; fallbacksSource: "agent" | "defaults" };
  aliases: Record<string, string>;
  allowed: readonly string[];
  auth: {
    storePath: string;
    shellEnvFallback: { enabled: boolean; appliedKeys: readonly string[] };
    providersWithOAuth: string[];
    missingProvidersInUse: string[];
    providers: ProviderOverview[];
    unusableProfiles: UnusableProfile[];
    oauth: { warnAfterMs: number; profiles: ProfileHealth[]; providers: ProviderHealth[] };
    /** Only when providers were asked. */
    probes?: ProbeDocument;
  };
};

/** `--check`: 1 when something expired or is missing, 2 when something expires within a day, else 0. */
export type CheckCode = 0 | 1 | 2;

/**
 * Computes what `openclaw models status --json` prints, with our masks instead of OpenClaw's.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1, and `modelsStatusCommand` in its bundle.
 */
export function modelsStatus(facts: StatusFacts): StatusDocument {
  const models = modelsInUse(facts.models, facts.agentId);
  const inUse = providersInUse(models);
  const listed = listedProviders(facts, models, inUse);
  const providers = providerOverviews(listed, facts).filter(
    ({ profiles, env, modelsJson }) => profiles.count > 0 || env !== undefined || modelsJson !== undefined,
  );
  const known = new Set(providers.map(({ provider }) => provider));
  const health = credentialHealth({ ...facts, config: facts.auth, providers: listed });
  return {
    configPath: facts.configPath,
    ...(facts.agentId === null ? {} : { agentId: facts.agentId }),
    agentDir: facts.agentDir,
    ...modelMembers(models),
    auth: {
      storePath: facts.storePath,
      shellEnvFallback: facts.shellEnv,
      providersWithOAuth: providers.flatMap(oauthCount),
      missingProvidersInUse: inUse.filter((provider) => !known.has(provider)).sort(compareWords),
      providers,
      unusableProfiles: unusableProfiles(facts),
      oauth: { warnAfterMs: WARN_AFTER_MS, ...health },
    },
  };
}

/**
 * The exit status of `models status --check`. API keys, unresolved references and windows never count; every stored
 * OAuth and token profile does, also of a provider that is not in use.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1.
 */
export function checkCode({ auth }: StatusDocument): CheckCode {
  const statuses = new Set<HealthStatus>();
  for (const { type, status } of auth.oauth.profiles) if (type !== "api_key") statuses.add(status);
  const isBroken = statuses.has("expired") || statuses.has("missing");
  if (isBroken || auth.missingProvidersInUse.length > 0) return 1;
  return statuses.has("expiring") ? 2 : 0;
}

/** The profiles that can expire: OAuth and tokens. */
export function expirableProfiles(profiles: readonly ProfileHealth[]): ProfileHealth[] {
  return profiles.filter(({ type }) => type !== "api_key");
}

function modelMembers(models: ModelsInUse) {
  const { defaultModel, resolved, fallbacks, imageModel, imageFallbacks, sources } = models;
  return {
    defaultModel,
    resolvedDefault: `${resolved.provider}/${resolved.model}`,
    fallbacks,
    imageModel,
    imageFallbacks,
    ...(sources ? { modelConfig: { defaultSource: sources.model, fallbacksSource: sources.fallbacks } } : {}),
    aliases: Object.fromEntries(models.aliases),
    allowed: models.allowed,
  };
}

function listedProviders(facts: StatusFacts, models: ModelsInUse, inUse: string[]): string[] {
  const all = new Set<string>();
  for (const { provider } of facts.store.profiles.values()) all.add(provider);
  for (const provider of facts.models.providers.keys()) all.add(provider.trim());
  const others = [inUse, providersOf(models.allowed), providersWithEnvironmentKey(facts.environment)];
  for (const provider of others.flat()) all.add(provider);
  // Trimmed after they were compared, as in OpenClaw: a name with blanks around it comes beside its twin.
  return [...all]
    .map((provider) => provider.trim())
    .filter((provider) => provider !== "")
    .sort(compareWords);
}

function oauthCount({ provider, profiles, env }: ProviderOverview): string[] {
  const count = profiles.oauth + profiles.token + (env?.value === OAUTH_ENVIRONMENT ? 1 : 0);
  return count === 0 ? [] : [`${provider} (${count})`];
}

function unusableProfiles({ store, nowMs }: StatusFacts): UnusableProfile[] {
  const unusable = [...store.usageStats].flatMap(([profileId, stats]): UnusableProfile[] => {
    const provider = store.profiles.get(profileId)?.provider;
    const window = usageWindow(stats, provider ?? "", nowMs);
    if (!window) return [];
    const { kind, untilMs } = window;
    // OpenClaw repeats the reason of an earlier disable beside a cooldown.
    const reason = stats.disabledReason;
    return [
      {
        profileId,
        ...(provider === undefined ? {} : { provider }),
        kind,
        ...(reason === undefined ? {} : { reason }),
        until: untilMs,
        remainingMs: untilMs - nowMs,
      },
    ];
  });
  return unusable.sort((a, b) => a.remainingMs - b.remainingMs);
}
