import type { AuthConfig, AuthStore, CredentialType, StoredProfile } from "#lib/domain/auth-store.ts";
import { compareWords } from "#lib/domain/compare-words.ts";
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
  const groups = new Map<string, ProfileHealth[]>(input.providers.map((provider) => [provider, []]));
  for (const profile of store.profiles.values()) {
    groups.get(profile.provider)?.push(profileHealth(profile, displayLabel(profile, config), nowMs));
  }
  // Gathered by provider they are nearly in order, which spares the sort most of its comparisons.
  const profiles = [...groups.values()].flat().sort(byProviderAndId);
  for (const provider of groups.keys()) groups.set(provider, []);
  for (const profile of profiles) groups.get(profile.provider)?.push(profile);
  const providers = [...groups].map(([provider, group]) => providerHealth(provider, group, nowMs));
  return { profiles, providers: providers.sort((a, b) => compareWords(a.provider, b.provider)) };
}

function byProviderAndId(a: ProfileHealth, b: ProfileHealth): number {
  const isSame = a.provider === b.provider;
  return (isSame ? 0 : compareWords(a.provider, b.provider)) || compareWords(a.profileId, b.profileId);
}

/** `id (email)`, the email of the config before the store's; `id` when there is none. */
export function displayLabel(profile: StoredProfile, config: Pick<AuthConfig, "profiles">): string {
  const email = shownEmail(profile, config);
  return email ? `${profile.profileId} (${email})` : profile.profileId;
}

/** The email in a label; null or blank when there is none. */
export function shownEmail(profile: StoredProfile, config: Pick<AuthConfig, "profiles">): string | null {
  return config.profiles.get(profile.profileId)?.email?.trim() || (profile.email?.trim() ?? null);
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
  if (type === "oauth") return oauthHealth(profile, label, nowMs);
  const reasonCode = credentialEligibility(profile, nowMs);
  if (reasonCode !== "ok") {
    const status = reasonCode === "expired" ? "expired" : "missing";
    return { profileId, provider, type, status, reasonCode, source, label };
  }
  if (profile.expires.kind !== "at") return { profileId, provider, type, status: "static", source, label };
  const { status, expiresAt, remainingMs } = expiryHealth(profile.expires.atMs, nowMs);
  return { profileId, provider, type, status, expiresAt, remainingMs, source, label };
}

function oauthHealth(profile: StoredProfile, label: string, nowMs: number): ProfileHealth {
  const { profileId, provider, type, expires, oauth } = profile;
  const source = "store" as const;
  if (expires.kind !== "at") {
    const written = shownExpiry(profile);
    const end = written === undefined ? {} : { expiresAt: written };
    return { profileId, provider, type, status: "missing", ...end, source, label };
  }
  const { status, expiresAt, remainingMs } = expiryHealth(expires.atMs, nowMs);
  const canRefresh = oauth?.hasRefresh || oauth?.refreshIsBlank;
  return {
    profileId,
    provider,
    type,
    status: canRefresh ? "ok" : status,
    expiresAt,
    remainingMs,
    source,
    label,
  };
}

function expiryHealth(expiresAt: number, nowMs: number) {
  const remainingMs = expiresAt - nowMs;
  const status: HealthStatus =
    remainingMs <= 0 ? "expired" : remainingMs <= WARN_AFTER_MS ? "expiring" : "ok";
  return { status, expiresAt, remainingMs };
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
