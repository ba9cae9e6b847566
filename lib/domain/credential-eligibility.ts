import { type CredentialType, HELD_BY_GATEWAY, type StoredProfile } from "#lib/domain/auth-store.ts";
import { normalizeAuthProvider } from "#lib/domain/provider-id.ts";

/** OpenClaw's reason codes for a credential looked at by itself. */
export type CredentialReason = "ok" | "missing_credential" | "invalid_expires" | "expired";

/** OpenClaw's reason codes for a profile looked at on behalf of a provider. */
export type EligibilityReason = CredentialReason | "profile_missing" | "provider_mismatch" | "mode_mismatch";

/** What eligibility looks at: whether material is there and when it ends, never the material itself. */
export type CredentialFacts = Pick<StoredProfile, "type" | "inline" | "ref" | "expires" | "oauth">;

/** An entry of `auth.profiles` in `openclaw.json`. */
export type ConfigProfile = { provider: string; mode: CredentialType };

/**
 * Says whether OpenClaw would select a stored credential, and if not, its reason code.
 *
 * `nowMs` and `expires` are Unix milliseconds. A token expires *at* its timestamp, so an equal `nowMs`
 * is already `expired`. A SecretRef counts as material; whether it resolves is a question of run time.
 * The expiry of OAuth material and of API keys is not looked at. Total: a reason for every input.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.2.
 */
export function credentialEligibility(credential: CredentialFacts, nowMs: number): CredentialReason {
  if (credential.type === "oauth") return hasOauthMaterial(credential) ? "ok" : "missing_credential";
  if (!hasStaticMaterial(credential)) return "missing_credential";
  return credential.type === "token" ? tokenExpiry(credential, nowMs) : "ok";
}

/**
 * Says whether OpenClaw would use a profile for a provider, and if not, the first reason in its order:
 * `profile_missing`, `provider_mismatch`, `mode_mismatch`, then the credential's own.
 *
 * `profile` is null when the store has none of that id, `configEntry` when `auth.profiles` has none. A
 * configured mode `oauth` tolerates a stored `token`; no other pair of different types is tolerated.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.2.
 */
export function profileEligibility(input: {
  profile: (CredentialFacts & { provider: string }) | null;
  provider: string;
  configEntry: ConfigProfile | null;
  nowMs: number;
}): EligibilityReason {
  const { profile, configEntry, nowMs } = input;
  const wanted = normalizeAuthProvider(input.provider);
  if (!profile) return "profile_missing";
  if (normalizeAuthProvider(profile.provider) !== wanted) return "provider_mismatch";
  if (configEntry && normalizeAuthProvider(configEntry.provider) !== wanted) return "provider_mismatch";
  if (configEntry && !modeTolerates(configEntry.mode, profile.type)) return "mode_mismatch";
  return credentialEligibility(profile, nowMs);
}

function modeTolerates(mode: CredentialType, type: CredentialType): boolean {
  return mode === type || (mode === "oauth" && type === "token");
}

function hasStaticMaterial({ inline, ref }: CredentialFacts): boolean {
  return ref !== null || inline === HELD_BY_GATEWAY || (inline !== null && !inline.isBlank());
}

function hasOauthMaterial({ oauth }: CredentialFacts): boolean {
  return oauth !== null && (oauth.hasAccess || oauth.hasRefresh);
}

function tokenExpiry({ expires }: CredentialFacts, nowMs: number): CredentialReason {
  if (expires.kind === "absent") return "ok";
  const isTimestamp = expires.kind === "at" && Number.isFinite(expires.atMs) && expires.atMs > 0;
  if (!isTimestamp) return "invalid_expires";
  return nowMs >= expires.atMs ? "expired" : "ok";
}
