import type { AuthConfig, AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { normalizeAuthProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** What a run gets from a profile: its own value, its reference, or its OAuth token. `sharesWith` is the profile whose OAuth credential stands in for this one's. */
export type ProfileUse =
  | { usable: true; via: "value" | "ref" | "oauth"; shadowsRef: boolean; sharesWith: string | null }
  | { usable: false; problem: ProfileProblem };

/**
 * - `config_mismatch`: `auth.profiles` has another spelling of its provider, or another mode.
 * - `unresolved_ref`: its reference does not resolve now.
 * - `needs_refresh`: the OAuth access token is over; OpenClaw asks the provider for a new one before it uses it.
 * - `no_material`: nothing that could be sent.
 */
export type ProfileProblem = "config_mismatch" | "unresolved_ref" | "needs_refresh" | "no_material";

export type ProfileFacts = {
  store: AuthStore;
  auth: AuthConfig;
  /** Main's store when the agent is another one. */
  mainStore: AuthStore | null;
  resolves: (ref: SecretRef) => boolean;
  nowMs: number;
};

/** Providers whose OAuth credentials OpenClaw hands to the library it is built on. */
const LIBRARY_OAUTH: ReadonlySet<string> = new Set([
  "anthropic",
  "github-copilot",
  "google-antigravity",
  "google-gemini-cli",
  "openai-codex",
]);

/**
 * Says what a process of OpenClaw gets from a profile that is in the order: an inline value before a reference, and
 * an OAuth credential as long as it is not over. Expiry of tokens was looked at before, by eligibility.
 *
 * Source: OpenClaw 2026.3.13, semantics §4.3 and §5.2, and `resolveApiKeyForProfile` in its bundle.
 */
export function profileUse(profile: StoredProfile, facts: ProfileFacts): ProfileUse {
  if (!fitsConfig(profile, facts.auth)) return { usable: false, problem: "config_mismatch" };
  return profile.type === "oauth" ? oauthUse(profile, facts) : secretUse(profile, facts);
}

/** Stricter than eligibility: the provider of `auth.profiles` must be spelled as in the store. */
function fitsConfig({ profileId, provider, type }: StoredProfile, auth: AuthConfig): boolean {
  const entry = auth.profiles.get(profileId);
  if (!entry) return true;
  if (entry.provider !== provider) return false;
  return entry.mode === type || (entry.mode !== "api_key" && type !== "api_key");
}

function secretUse(profile: StoredProfile, { resolves }: ProfileFacts): ProfileUse {
  const { inline, ref } = profile;
  // A `${NAME}` that does not resolve is sent as it is written, so an inline value is always used.
  if (inline) return { usable: true, via: "value", shadowsRef: ref !== null, sharesWith: null };
  if (!ref) return { usable: false, problem: "no_material" };
  if (!resolves(ref)) return { usable: false, problem: "unresolved_ref" };
  return { usable: true, via: "ref", shadowsRef: false, sharesWith: null };
}

function oauthUse(profile: StoredProfile, facts: ProfileFacts): ProfileUse {
  const own = freshest(profile, facts.mainStore);
  if (isRunning(own, facts.nowMs)) return oauth(null);
  const refresh = refreshOf(own, facts.nowMs);
  if (refresh === "as_it_is") return oauth(null);
  if (refresh === "unknown_provider") return { usable: false, problem: "no_material" };
  const standIn = standInFor(profile, facts);
  return standIn === null ? { usable: false, problem: "needs_refresh" } : oauth(standIn);
}

function oauth(sharesWith: string | null): ProfileUse {
  return { usable: true, via: "oauth", shadowsRef: false, sharesWith };
}

/** OpenClaw takes main's credential over when that one runs longer. */
function freshest(profile: StoredProfile, mainStore: AuthStore | null): StoredProfile {
  const main = mainStore?.profiles.get(profile.profileId);
  if (main?.type !== "oauth" || main.provider !== profile.provider) return profile;
  const [mainEnd, ownEnd] = [endOf(main), endOf(profile)];
  const isLater = Number.isFinite(mainEnd) && (!Number.isFinite(ownEnd) || mainEnd > ownEnd);
  return isLater ? main : profile;
}

/** What JavaScript's comparisons make of `expires`; NaN is neither before nor after any time. */
function endOf({ expires, expiresWritten }: StoredProfile): number {
  if (expires.kind === "at") return expires.atMs;
  return expiresWritten === undefined ? Number.NaN : Number(expiresWritten);
}

function isRunning(profile: StoredProfile, nowMs: number): boolean {
  return nowMs < endOf(profile);
}

/** Without a usable `expires` the library sees no reason to refresh; two providers refresh by themselves, always. */
function refreshOf(profile: StoredProfile, nowMs: number): "as_it_is" | "refresh" | "unknown_provider" {
  const { provider } = profile;
  if (provider === "chutes" || provider === "qwen-portal") return "refresh";
  if (!LIBRARY_OAUTH.has(provider)) return "unknown_provider";
  return nowMs >= endOf(profile) ? "refresh" : "as_it_is";
}

/** When the refresh of `<provider>:default` fails, OpenClaw looks for the one OAuth profile that replaced it. */
function standInFor(profile: StoredProfile, facts: ProfileFacts): string | null {
  const otherId = replacementOf(profile, facts);
  const other = otherId === null ? undefined : facts.store.profiles.get(otherId);
  if (!other || !fitsOAuth(other, facts.auth)) return null;
  const isUsable = isRunning(other, facts.nowMs) || refreshOf(other, facts.nowMs) === "as_it_is";
  return isUsable ? other.profileId : null;
}

function fitsOAuth({ profileId, provider }: StoredProfile, auth: AuthConfig): boolean {
  const entry = auth.profiles.get(profileId);
  return !entry || (entry.provider === provider && entry.mode !== "api_key");
}

function replacementOf(profile: StoredProfile, { store, auth }: ProfileFacts): string | null {
  const { profileId } = profile;
  if (suffixOf(profileId) !== "default") return null;
  const provider = normalizeProvider(profile.provider);
  const entry = auth.profiles.get(profileId);
  if (entry && normalizeProvider(entry.provider) === provider && entry.mode !== "oauth") return null;
  const candidates = [...store.profiles.values()].filter((other) => {
    return (
      other.type === "oauth" && normalizeAuthProvider(other.provider) === normalizeAuthProvider(provider)
    );
  });
  const email = entry?.email?.trim();
  const byEmail = candidates.find((other) => {
    return email && (other.email?.trim() === email || other.profileId === `${provider}:${email}`);
  });
  if (byEmail) return otherThan(profileId, byEmail.profileId);
  const lastGood = store.lastGood.get(provider) ?? store.lastGood.get(profile.provider);
  if (lastGood !== undefined && candidates.some((other) => other.profileId === lastGood)) {
    return otherThan(profileId, lastGood);
  }
  const others = candidates.map((other) => other.profileId).filter((id) => id !== profileId);
  const likeEmail = others.filter((id) => suffixOf(id).includes("@") && suffixOf(id).includes("."));
  return others.length === 1 ? (others[0] ?? null) : likeEmail.length === 1 ? (likeEmail[0] ?? null) : null;
}

function otherThan(profileId: string, candidate: string): string | null {
  return candidate === profileId ? null : candidate;
}

function suffixOf(profileId: string): string {
  const colon = profileId.indexOf(":");
  return colon === -1 ? "" : profileId.slice(colon + 1);
}
