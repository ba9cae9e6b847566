import type { AuthStore, CredentialType, StoredExpiry, StoredProfile } from "#lib/domain/auth-store.ts";
import { parseStoredRef, type RefDefaults } from "#lib/domain/secret-ref-grammar.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { type FindingCode, shownName } from "#lib/openclaw/finding.ts";
import { isJsonObject, type JsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";

export type IgnoredReason = AuthStore["ignored"][number]["reason"];

/** A finding about one profile, still without its place in the file. */
export type ProfileNote = { code: FindingCode; params: Record<string, string> };

export type ReadProfile =
  | { ok: false; reason: IgnoredReason }
  | { ok: true; profile: StoredProfile; refLabel: string | null; notes: ProfileNote[] };

/**
 * Reads one entry of `profiles` with OpenClaw's leniency: `mode` stands in for an absent `type`, `apiKey`
 * for an absent `key`. Without an object, a known type or a provider the entry is ignored.
 *
 * `fallbackProvider` is the map key of a legacy file, where entries need no `provider`; else null.
 * OAuth material is looked at only to know whether it is there.
 *
 * Source: OpenClaw 2026.3.13, semantics §2.1, and its loader in the bundle.
 */
export function readStoredProfile(
  profileId: string,
  value: unknown,
  refDefaults: RefDefaults,
  fallbackProvider: string | null = null,
): ReadProfile {
  if (typeof value !== "object" || value === null) return { ok: false, reason: "non_object" };
  const entry: JsonObject = isJsonObject(value) ? value : {};
  const type = credentialType(entry);
  if (type === null) return { ok: false, reason: "invalid_type" };
  const provider = ownMember(entry, "provider") ?? fallbackProvider;
  if (typeof provider !== "string" || provider.trim() === "")
    return { ok: false, reason: "missing_provider" };

  return { ok: true, ...readCredential(profileId, type, provider, entry, refDefaults) };
}

function readCredential(
  profileId: string,
  type: CredentialType,
  provider: string,
  entry: JsonObject,
  refDefaults: RefDefaults,
): Omit<Extract<ReadProfile, { ok: true }>, "ok"> {
  const secret = secretMembers(entry, type);
  const inline = typeof secret.inline === "string" && secret.inline.trim() !== "" ? secret.inline : null;
  const ref = parseStoredRef(secret.ref, refDefaults);
  const profile: StoredProfile = {
    profileId,
    provider,
    type,
    inline: inline === null ? null : new SecretText(inline),
    ref,
    expires: storedExpiry(ownMember(entry, "expires")),
    ...(type === "oauth" ? writtenExpiry(ownMember(entry, "expires")) : {}),
    email: textMember(entry, "email"),
    metadata: type === "api_key" ? textMap(ownMember(entry, "metadata")) : null,
    oauth: type === "oauth" ? oauthFacts(entry) : null,
  };
  const notes = [...spellingNotes(entry, type), ...secretNotes(secret, inline !== null, ref !== null)];
  return { profile, refLabel: refLabelOf(secret.ref), notes };
}

/** `expires` by OpenClaw's rule: anything that is there but not a finite number above 0 is invalid, `null` included. */
export function storedExpiry(value: unknown): StoredExpiry {
  if (value === undefined) return { kind: "absent" };
  const usable = typeof value === "number" && Number.isFinite(value) && value > 0;
  return usable ? { kind: "at", atMs: value } : { kind: "invalid" };
}

/**
 * What status repeats of an `expires` that is no timestamp; nothing that looks like a secret, and no object. A number
 * too large for JavaScript is infinite, which JSON writes as null.
 */
function writtenExpiry(value: unknown): Pick<StoredProfile, "expiresWritten"> {
  if (value === null || typeof value === "boolean") return { expiresWritten: value };
  if (typeof value === "string") return { expiresWritten: shownName(value) };
  const isTimestamp = typeof value === "number" && value > 0 && Number.isFinite(value);
  return typeof value === "number" && !isTimestamp ? { expiresWritten: value } : {};
}

type SecretMembers = { name: string; inline: unknown; refName: string; ref: unknown };

function secretMembers(entry: JsonObject, type: CredentialType): SecretMembers {
  if (type === "oauth") return { name: "", inline: undefined, refName: "", ref: undefined };
  if (type === "token") {
    return {
      name: "token",
      inline: ownMember(entry, "token"),
      refName: "tokenRef",
      ref: ownMember(entry, "tokenRef"),
    };
  }
  const inline = ownMember(entry, readsApiKey(entry) ? "apiKey" : "key");
  return { name: "key", inline, refName: "keyRef", ref: ownMember(entry, "keyRef") };
}

function credentialType(entry: JsonObject): CredentialType | null {
  const type = ownMember(entry, Object.hasOwn(entry, "type") ? "type" : "mode");
  return type === "api_key" || type === "token" || type === "oauth" ? type : null;
}

function readsApiKey(entry: JsonObject): boolean {
  return !Object.hasOwn(entry, "key") && typeof ownMember(entry, "apiKey") === "string";
}

function oauthFacts(entry: JsonObject): StoredProfile["oauth"] {
  return {
    hasAccess: textMember(entry, "access") !== null,
    hasRefresh: textMember(entry, "refresh") !== null,
    ...(isBlankText(ownMember(entry, "refresh")) ? { refreshIsBlank: true } : {}),
    accountId: textMember(entry, "accountId"),
  };
}

function isBlankText(value: unknown): boolean {
  return typeof value === "string" && value !== "" && value.trim() === "";
}

function textMap(value: unknown): Record<string, string> | null {
  if (!isJsonObject(value)) return null;
  const texts = Object.entries(value).filter(
    (member): member is [string, string] => typeof member[1] === "string",
  );
  return Object.fromEntries(texts);
}

/**
 * `source:id` of a reference as OpenClaw prints it in its labels: from the value as written, well formed
 * or not. A reference written as text prints `undefined:undefined` there (semantics §6.1).
 */
function refLabelOf(ref: unknown): string | null {
  if (!ref) return null;
  const part = (key: string) => {
    const value = isJsonObject(ref) ? ownMember(ref, key) : undefined;
    return typeof value === "string" ? value : "undefined";
  };
  return `${part("source")}:${part("id")}`;
}

function spellingNotes(entry: JsonObject, type: CredentialType): ProfileNote[] {
  const notes: ProfileNote[] = [];
  if (!Object.hasOwn(entry, "type")) {
    notes.push({ code: "store_entry_respelled", params: { written: "mode", read: "type" } });
  }
  if (type === "api_key" && readsApiKey(entry)) {
    notes.push({ code: "store_entry_respelled", params: { written: "apiKey", read: "key" } });
  }
  return notes;
}

function secretNotes(secret: SecretMembers, hasInline: boolean, hasRef: boolean): ProfileNote[] {
  const notes: ProfileNote[] = [];
  const { name, refName } = secret;
  if (secret.inline !== undefined && secret.inline !== null && typeof secret.inline !== "string") {
    notes.push({ code: "store_inline_not_text", params: { name } });
  }
  if (secret.ref !== undefined && secret.ref !== null && !hasRef) {
    notes.push({ code: "store_ref_malformed", params: { refName } });
  }
  if (hasInline && hasRef) notes.push({ code: "store_inline_and_ref", params: { name, refName } });
  return notes;
}
