import {
  type AuthConfig,
  type AuthStore,
  HELD_BY_GATEWAY,
  type StoredProfile,
  type UsageStats,
} from "#lib/domain/auth-store.ts";
import { shownEmail } from "#lib/domain/credential-health.ts";
import { type Environment, type EnvironmentKey, environmentKey } from "#lib/domain/environment-key.ts";
import { maskSecret, maskTail } from "#lib/domain/mask.ts";
import type { ModelConfig } from "#lib/domain/model-config.ts";
import { authProviderNormalizer, normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import { configuredKey, shownKey, usableConfigKey } from "#lib/domain/provider-key.ts";
import { remainingTime } from "#lib/domain/remaining-time.ts";
import { usageWindow } from "#lib/domain/usage-window.ts";

/** What would be used first, as status names it: an unusable profile still counts as `profiles`. */
export type EffectiveKind = "profiles" | "env" | "models.json" | "missing";

/** One entry of `auth.providers`. */
export type ProviderOverview = {
  provider: string;
  effective: { kind: EffectiveKind; detail: string };
  profiles: { count: number; oauth: number; token: number; apiKey: number; labels: string[] };
  env?: { value: string; source: string };
  modelsJson?: { value: string; source: string };
};

/** What an overview is made from. Paths are as they are shown, with `~` for the home. */
export type OverviewFacts = {
  store: AuthStore;
  auth: AuthConfig;
  models: ModelConfig;
  environment: Environment;
  /** By profile id: how OpenClaw's labels name a reference. */
  refLabels: ReadonlyMap<string, string>;
  /** Main's store, also when another agent is looked at. */
  mainStorePath: string;
  modelsPath: string;
  nowMs: number;
};

/** What OpenClaw shows of a variable that is meant for an OAuth token. */
export const OAUTH_ENVIRONMENT = "OAuth (env)";

/**
 * Profiles, environment and config key of each provider, in the order given; secrets masked.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1 and §11.
 */
export function providerOverviews(providers: readonly string[], facts: OverviewFacts): ProviderOverview[] {
  const groups = profilesByAuthProvider(facts.store);
  return providers.map((provider) => {
    return overviewOf(provider, groups.get(normalizeAuthProvider(provider)) ?? [], facts);
  });
}

function profilesByAuthProvider({ profiles }: AuthStore): Map<string, StoredProfile[]> {
  const groups = new Map<string, StoredProfile[]>();
  const normalized = authProviderNormalizer();
  for (const profile of profiles.values()) {
    const key = normalized(profile.provider);
    const group = groups.get(key);
    if (group) group.push(profile);
    else groups.set(key, [profile]);
  }
  return groups;
}

function overviewOf(provider: string, profiles: StoredProfile[], facts: OverviewFacts): ProviderOverview {
  const env = environmentKey(provider, facts.environment);
  const configured = configuredKey(facts.models, provider);
  const counts = { oauth: 0, token: 0, api_key: 0 };
  for (const { type } of profiles) counts[type] += 1;
  return {
    provider,
    effective: effectiveOf(provider, profiles.length, env, facts),
    profiles: {
      count: profiles.length,
      oauth: counts.oauth,
      token: counts.token,
      apiKey: counts.api_key,
      labels: profiles.map((profile) => profileLabel(profile, facts)),
    },
    ...(env ? { env: { value: shownEnvironmentKey(env), source: env.source } } : {}),
    ...(configured
      ? { modelsJson: { value: shownKey(configured), source: `models.json: ${facts.modelsPath}` } }
      : {}),
  };
}

function effectiveOf(
  provider: string,
  profileCount: number,
  env: EnvironmentKey | null,
  facts: OverviewFacts,
): ProviderOverview["effective"] {
  if (profileCount > 0) return { kind: "profiles", detail: facts.mainStorePath };
  if (env) return { kind: "env", detail: shownEnvironmentKey(env) };
  const usable = usableConfigKey(facts.models, provider, facts.environment);
  return usable
    ? { kind: "models.json", detail: shownKey(usable.key) }
    : { kind: "missing", detail: "missing" };
}

function shownEnvironmentKey({ value, isOAuth }: EnvironmentKey): string {
  if (isOAuth) return OAUTH_ENVIRONMENT;
  // Vertex's own variable counts as a key even when it is blank.
  if (value?.isBlank()) return "missing";
  return value === null ? maskTail(null) : maskSecret(value);
}

function profileLabel(profile: StoredProfile, facts: OverviewFacts): string {
  const { profileId, type } = profile;
  const what = type === "oauth" ? oauthLabel(profile, facts.auth) : secretLabel(profile, facts.refLabels);
  const stats = facts.store.usageStats.get(profileId);
  return `${profileId}=${what}${windowSuffix(stats, profile.provider, facts.nowMs)}`;
}

function oauthLabel(profile: StoredProfile, auth: AuthConfig): string {
  const email = shownEmail(profile, auth);
  return email ? `OAuth (${email})` : "OAuth";
}

function secretLabel(profile: StoredProfile, refLabels: ReadonlyMap<string, string>): string {
  const prefix = profile.type === "token" ? "token:" : "";
  if (profile.inline === HELD_BY_GATEWAY) return `${prefix}${maskTail(null)}`;
  if (profile.inline) return `${prefix}${shownKey(profile.inline)}`;
  const ref = refLabels.get(profile.profileId);
  return ref === undefined ? `${prefix}missing` : `${prefix}ref(${ref})`;
}

function windowSuffix(stats: UsageStats | undefined, provider: string, nowMs: number): string {
  const window = usageWindow(stats, provider, nowMs);
  if (!window) return "";
  const reason = window.kind === "disabled" && window.reason ? `:${window.reason}` : "";
  return ` [${window.kind}${reason} ${remainingTime(window.untilMs - nowMs)}]`;
}
