import type { StoredProfile } from "#lib/domain/auth-store.ts";

/**
 * When a stored credential stops working unless someone replaces it, in Unix milliseconds, or null: API
 * keys do not end, OAuth logins with a refresh token renew themselves, and an end that is no time is none.
 */
export function credentialEnd({
  type,
  expires,
  oauth,
}: Pick<StoredProfile, "type" | "expires" | "oauth">): number | null {
  if (type === "api_key" || expires.kind !== "at" || oauth?.hasRefresh) return null;
  return expires.atMs;
}
