import type { ObservedProfile } from "#lib/domain/observed-store.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** A profile as publishing writes it to `auth-profiles.json`: a reference, never a secret. */
export type StoreEntry = {
  type: "api_key" | "token";
  provider: string;
  ref: SecretRef;
  expires: number | null;
  email: string | null;
  metadata: Record<string, string> | null;
};

/** The same facts of what a gateway's store holds now, as far as they can be compared and shown. */
export type ObservedEntry = {
  type: string;
  provider: string;
  ref: SecretRef | null;
  /** An inline secret is there. Its text is no part of this. */
  inline: boolean;
  expires: number | "invalid" | null;
  email: string | null;
  metadata: Record<string, string> | null;
};

export function observeEntry(profile: ObservedProfile): ObservedEntry {
  const { expires } = profile;
  return {
    type: profile.type,
    provider: profile.provider,
    ref: profile.ref,
    inline: profile.inline !== null,
    expires: expires.kind === "at" ? expires.atMs : expires.kind === "invalid" ? "invalid" : null,
    email: profile.email,
    metadata: profile.metadata,
  };
}

/**
 * What a store holds as an entry that publishing could have written, or null when it could not: an inline
 * secret, no reference, or an expiry that is none.
 */
export function asStoreEntry({ inline, type, ref, expires, ...facts }: ObservedEntry): StoreEntry | null {
  if (inline || ref === null || expires === "invalid") return null;
  return type === "api_key" || type === "token" ? { type, ref, expires, ...facts } : null;
}

/** True when the store holds exactly this entry and no inline secret beside it. */
export function holdsEntry(observed: ObservedEntry, entry: StoreEntry): boolean {
  return (
    !observed.inline &&
    observed.type === entry.type &&
    observed.provider === entry.provider &&
    observed.expires === entry.expires &&
    observed.email === entry.email &&
    sameRef(observed.ref, entry.ref) &&
    sameMap(observed.metadata, entry.metadata)
  );
}

export function sameRef(left: SecretRef | null, right: SecretRef | null): boolean {
  if (left === null || right === null) return left === right;
  return left.source === right.source && left.provider === right.provider && left.id === right.id;
}

/** The members `auth-profiles.json` has for this entry. */
export function entryMembers(entry: StoreEntry): Record<string, unknown> {
  const { type, provider, ref, expires, email, metadata } = entry;
  const members: Record<string, unknown> = { type, provider };
  members[type === "api_key" ? "keyRef" : "tokenRef"] = { ...ref };
  if (expires !== null) members.expires = expires;
  if (email !== null) members.email = email;
  if (metadata !== null) members.metadata = { ...metadata };
  return members;
}

function sameMap(left: Record<string, string> | null, right: Record<string, string> | null): boolean {
  if (left === null || right === null) return left === right;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}
