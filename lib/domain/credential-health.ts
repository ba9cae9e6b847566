import type { AuthConfig, AuthStore, CredentialType, StoredProfile } from "#lib/domain/auth-store.ts";
import { compareWords, sortByWords } from "#lib/domain/compare-words.ts";
import { credentialEligibility } from "#lib/domain/credential-eligibility.ts";

/** OpenClaw's status buckets. `static` has no expiry; `missing` is nothing usable, or no usable expiry. */
export type HealthStatus = "ok" | "expiring" | "expired" | "missing" | "static";

/** One entry of `auth.oauth.profiles`, which lists profiles of all types; members that OpenClaw leaves out are absent. */
export type ProfileHealth = {
  profileId: string;
  provider: string;
  type: CredentialType;
  status: HealthStatus;
  reasonCode?: string;
  /** Unix milliseconds; for OAuth whatever the store holds. */
  expiresAt?: number | string | boolean | null;
  remainingMs?: number;
  source: "store";
  label: string;
};

export type ProviderHealth = {
  provider: string;
  status: HealthStatus;
  profiles: ProfileHealth[];
  expiresAt?: number;
  remainingMs?: number;
};

/** OpenClaw warns of an expiry when a day or less is left. */
export const WARN_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * How every profile of the named providers is, sorted by provider and id, and how the providers are. A store's
 * provider counts as spelled, so one with blanks around it is not found.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1, and `buildAuthHealthSummary` in its bundle.
 */
export function credentialHealth(input: {
  store: Pick<AuthStore, "profiles">;
  config: Pick<AuthConfig, "profiles">;
  providers: readonly string[];
  nowMs: number;
}): { profiles: ProfileHealth[]; providers: ProviderHealth[] } {
  const { store, config, nowMs } = input;
  const listed = new Set(input.providers);
  const found = [...store.profiles.values()].filter(({ provider }) => listed.has(provider));
  const profiles = sortByWords(
    found.map((profile) => profileHealth(profile, displayLabel(profile, config), nowMs)),
    ({ provider, profileId }) => [provider, profileId],
  );
  const byProvider = new Map<string, ProfileHealth[]>();
  for (const profile of profiles) {
    const group = byProvider.get(profile.provider);
    if (group) group.push(profile);
    else byProvider.set(profile.provider, [profile]);
  }
  for (const provider of listed) if (!byProvider.has(provider)) byProvider.set(provider, []);
  const providers = [...byProvider].map(([provider, group]) => providerHealth(provider, group, nowMs));
  return { profiles, providers: providers.sort((a, b) => compareWords(a.provider, b.provider)) };
}

/** `id (email)`, the email of the config before the store's; `id` when there is none. */
export function displayLabel(profile: StoredProfile, config: Pick<AuthConfig, "profiles">): string {
  const email = config.profiles.get(profile.profileId)?.email?.trim() || profile.email?.trim();
  return email ? `${profile.profileId} (${email})` : profile.profileId;
}

/**
 * The expiry of an OAuth credential as status repeats it: a timestamp, or what stands there instead. Undefined when
 * there is none.
 */
export function shownExpiry(profile: StoredProfile): ProfileHealth["expiresAt"] {
  return profile.expires.kind === "at" ? profile.expires.atMs : profile.expiresWritten;
}

/** The status of one profile alone. */
export function healthStatus(profile: StoredProfile, nowMs: number): HealthStatus {
  return profileHealth(profile, "", nowMs).status;
}

function profileHealth(profile: StoredProfile, label: string, nowMs: number): ProfileHealth {
  const { profileId, provider, type } = profile;
  const source = "store" as const;
  if (type === "api_key") return { profileId, provider, type, status: "static", source, label };
  if (type === "oauth") return { profileId, provider, type, ...oauthHealth(profile, nowMs), source, label };
  const reasonCode = credentialEligibility(profile, nowMs);
  if (reasonCode !== "ok") {
    const status = reasonCode === "expired" ? "expired" : "missing";
    return { profileId, provider, type, status, reasonCode, source, label };
  }
  if (profile.expires.kind !== "at") return { profileId, provider, type, status: "static", source, label };
  const { status, expiresAt, remainingMs } = expiryHealth(profile.expires.atMs, nowMs);
  return { profileId, provider, type, status, expiresAt, remainingMs, source, label };
}

type Expiry = Pick<ProfileHealth, "status" | "expiresAt" | "remainingMs">;

function oauthHealth(profile: StoredProfile, nowMs: number): Expiry {
  if (profile.expires.kind !== "at") {
    const expiresAt = shownExpiry(profile);
    return expiresAt === undefined ? { status: "missing" } : { status: "missing", expiresAt };
  }
  const health = expiryHealth(profile.expires.atMs, nowMs);
  const canRefresh = profile.oauth?.hasRefresh || profile.oauth?.refreshIsBlank;
  return canRefresh ? { ...health, status: "ok" } : health;
}

function expiryHealth(expiresAt: number, nowMs: number): Required<Expiry> {
  const remainingMs = expiresAt - nowMs;
  if (remainingMs <= 0) return { status: "expired", expiresAt, remainingMs };
  return { status: remainingMs <= WARN_AFTER_MS ? "expiring" : "ok", expiresAt, remainingMs };
}

function providerHealth(provider: string, profiles: ProfileHealth[], nowMs: number): ProviderHealth {
  const expirable = profiles.filter(({ type }) => type !== "api_key");
  if (expirable.length === 0)
    return { provider, status: profiles.length > 0 ? "static" : "missing", profiles };
  const status = worstOf(new Set(expirable.map((profile) => profile.status)));
  const ends = expirable
    .map(({ expiresAt }) => expiresAt)
    .filter((end): end is number => typeof end === "number" && Number.isFinite(end));
  if (ends.length === 0) return { provider, status, profiles };
  const expiresAt = ends.reduce((first, end) => Math.min(first, end));
  return { provider, status, profiles, expiresAt, remainingMs: expiresAt - nowMs };
}

function worstOf(statuses: ReadonlySet<HealthStatus>): HealthStatus {
  if (statuses.has("expired") || statuses.has("missing")) return "expired";
  return statuses.has("expiring") ? "expiring" : "ok";
}
