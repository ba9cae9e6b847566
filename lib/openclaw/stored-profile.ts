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
  const written = ownMember(entry, "type");
  const type = written === undefined ? ownMember(entry, "mode") : written;
  if (!isCredentialType(type)) return { ok: false, reason: "invalid_type" };
  const provider = ownMember(entry, "provider") ?? fallbackProvider;
  if (typeof provider !== "string" || provider.trim() === "")
    return { ok: false, reason: "missing_provider" };

  const secret = secretMembers(entry, type);
  const profile = readCredential(profileId, type, provider, entry, secret, refDefaults);
  const notes = notesOf(profile, secret, written === undefined);
  return { ok: true, profile, refLabel: refLabelOf(secret.ref), notes };
}

function readCredential(
  profileId: string,
  type: CredentialType,
  provider: string,
  entry: JsonObject,
  secret: SecretMembers,
  refDefaults: RefDefaults,
): StoredProfile {
  const expires = ownMember(entry, "expires");
  const profile: StoredProfile = {
    profileId,
    provider,
    type,
    inline: isFilled(secret.inline) ? new SecretText(secret.inline) : null,
    ref: secret.ref === undefined ? null : parseStoredRef(secret.ref, refDefaults),
    expires: storedExpiry(expires),
    email: textMember(entry, "email"),
    metadata: type === "api_key" ? textMap(ownMember(entry, "metadata")) : null,
    oauth: type === "oauth" ? oauthFacts(entry) : null,
  };
  const written = type === "oauth" ? writtenExpiry(expires) : undefined;
  if (written !== undefined) profile.expiresWritten = written;
  return profile;
}

function isFilled(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

const ABSENT: StoredExpiry = { kind: "absent" };
const INVALID: StoredExpiry = { kind: "invalid" };

/** `expires` by OpenClaw's rule: anything that is there but not a finite number above 0 is invalid, `null` included. */
export function storedExpiry(value: unknown): StoredExpiry {
  if (value === undefined) return ABSENT;
  return isTimestamp(value) ? { kind: "at", atMs: value } : INVALID;
}

/**
 * What status repeats of an `expires` that is no timestamp; nothing that looks like a secret, and no object. A number
 * too large for JavaScript is infinite, which JSON writes as null.
 */
function writtenExpiry(value: unknown): StoredProfile["expiresWritten"] {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "string") return shownName(value);
  return typeof value === "number" && !isTimestamp(value) ? value : undefined;
}

function isTimestamp(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value > 0;
}

/** `written` is the member that was found where `name` should be. */
type SecretMembers = { name: string; written: string; inline: unknown; refName: string; ref: unknown };

const NO_SECRET: SecretMembers = { name: "", written: "", inline: undefined, refName: "", ref: undefined };

function secretMembers(entry: JsonObject, type: CredentialType): SecretMembers {
  if (type === "oauth") return NO_SECRET;
  const name = type === "token" ? "token" : "key";
  const refName = type === "token" ? "tokenRef" : "keyRef";
  const inline = ownMember(entry, name);
  const ref = ownMember(entry, refName);
  const other = type === "api_key" && inline === undefined ? ownMember(entry, "apiKey") : undefined;
  if (typeof other === "string") return { name, written: "apiKey", inline: other, refName, ref };
  return { name, written: name, inline, refName, ref };
}

function isCredentialType(type: unknown): type is CredentialType {
  return type === "api_key" || type === "token" || type === "oauth";
}

function oauthFacts(entry: JsonObject): StoredProfile["oauth"] {
  const hasAccess = textMember(entry, "access") !== null;
  const hasRefresh = textMember(entry, "refresh") !== null;
  const accountId = textMember(entry, "accountId");
  if (hasRefresh || !isBlankText(ownMember(entry, "refresh"))) return { hasAccess, hasRefresh, accountId };
  return { hasAccess, hasRefresh, refreshIsBlank: true, accountId };
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

function notesOf({ inline, ref }: StoredProfile, secret: SecretMembers, readMode: boolean): ProfileNote[] {
  const notes: ProfileNote[] = [];
  const { name, written, refName } = secret;
  if (readMode) notes.push({ code: "store_entry_respelled", params: { written: "mode", read: "type" } });
  if (written !== name) notes.push({ code: "store_entry_respelled", params: { written, read: name } });
  if (secret.inline !== undefined && secret.inline !== null && typeof secret.inline !== "string") {
    notes.push({ code: "store_inline_not_text", params: { name } });
  }
  if (secret.ref !== undefined && secret.ref !== null && ref === null) {
    notes.push({ code: "store_ref_malformed", params: { refName } });
  }
  if (inline !== null && ref !== null)
    notes.push({ code: "store_inline_and_ref", params: { name, refName } });
  return notes;
}
