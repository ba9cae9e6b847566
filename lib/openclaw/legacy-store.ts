import type { AuthStore } from "#lib/domain/auth-store.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import type { ReadLimits } from "#lib/openclaw/bounded-file.ts";
import { type Finding, finding, shownName } from "#lib/openclaw/finding.ts";
import { accessFindings, readParsed } from "#lib/openclaw/json-file.ts";
import { parseJsonObject } from "#lib/openclaw/json-object.ts";
import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import { readStoredProfile } from "#lib/openclaw/stored-profile.ts";

/** What OpenClaw would make of the files that came before `auth-profiles.json`. */
export type LegacyStore = {
  store: AuthStore;
  /** Files that profiles were taken from. */
  files: string[];
  /** False when one of the files could not be read, so that more profiles may be there. */
  complete: boolean;
  findings: Finding[];
};

export type LegacyFiles = { authJson: string; oauthJson: string };
type LegacyLimits = { authJson: ReadLimits; oauthJson: ReadLimits };

/**
 * Reads `auth.json` (a flat map by provider) and `oauth.json` (OAuth entries by provider) into profiles
 * named `<provider>:default`. OpenClaw does so only for an agent that has no store of its own and
 * nothing to inherit, and then saves the result and deletes `auth.json`; this only reads.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.4 step 3 and §2.4, and its loader in the bundle.
 */
export function readLegacyStore(
  files: LegacyFiles,
  limits: LegacyLimits,
  ownerUid: number | null,
): LegacyStore {
  const legacy: LegacyStore = { store: emptyStore(), files: [], complete: true, findings: [] };
  const authJson = readMap(files.authJson, limits.authJson, ownerUid, legacy);
  // A map with `profiles` is a new-style store in the wrong file, and OpenClaw skips it.
  if (authJson && !Object.hasOwn(authJson, "profiles")) takeAuthJson(authJson, files.authJson, legacy);
  const oauthJson = readMap(files.oauthJson, limits.oauthJson, ownerUid, legacy);
  if (oauthJson) takeOauthJson(oauthJson, files.oauthJson, legacy);
  return legacy;
}

function readMap(
  file: string,
  limits: ReadLimits,
  ownerUid: number | null,
  legacy: LegacyStore,
): JsonObject | null {
  const read = readParsed(file, limits, parseJsonObject);
  legacy.findings.push(...read.findings);
  if (read.kind === "unreadable") legacy.complete = false;
  if (read.kind !== "parsed") return null;
  legacy.findings.push(...accessFindings(read.facts, ownerUid));
  return read.value.object;
}

/** The fields that OpenClaw carries over, by type; references and metadata are not among them. */
const CARRIED = {
  api_key: ["type", "provider", "key", "email"],
  token: ["type", "provider", "token", "expires", "email"],
  oauth: ["type", "provider", "access", "refresh", "expires", "email", "accountId"],
} as const;

function takeAuthJson(map: JsonObject, file: string, legacy: LegacyStore): void {
  let taken = 0;
  for (const [key, value] of Object.entries(map)) {
    const profileId = `${key}:default`;
    const full = readStoredProfile(profileId, value, {}, key);
    if (!full.ok) {
      legacy.findings.push(
        finding("legacy_entry_ignored", file, { key: shownName(key), reason: full.reason }),
      );
      continue;
    }
    const entry = carried(value, full.profile.type, full.profile.provider);
    const read = readStoredProfile(profileId, entry, {});
    if (!read.ok) continue;
    legacy.store.profiles.set(profileId, read.profile);
    taken += 1;
  }
  noteUse(file, taken, legacy);
}

function carried(value: unknown, type: keyof typeof CARRIED, provider: string): JsonObject {
  const entry: JsonObject = isJsonObject(value) ? value : {};
  const key = Object.hasOwn(entry, "key") ? ownMember(entry, "key") : ownMember(entry, "apiKey");
  const spelled: JsonObject = { ...entry, type, provider, ...(key === undefined ? {} : { key }) };
  const members = CARRIED[type].map((name) => [name, ownMember(spelled, name)] as const);
  // A legacy token keeps its expiry only when it is a number; anything else is forgotten, not invalid.
  const kept = members.filter(
    ([name, member]) =>
      member !== undefined && (type !== "token" || name !== "expires" || typeof member === "number"),
  );
  return Object.fromEntries(kept);
}

function takeOauthJson(map: JsonObject, file: string, legacy: LegacyStore): void {
  let taken = 0;
  for (const [provider, value] of Object.entries(map)) {
    const profileId = `${provider}:default`;
    if (!isJsonObject(value) || legacy.store.profiles.has(profileId)) continue;
    const read = readStoredProfile(profileId, { type: "oauth", provider, ...value }, {});
    if (read.ok) {
      legacy.store.profiles.set(profileId, read.profile);
      taken += 1;
    } else {
      legacy.findings.push(
        finding("legacy_entry_ignored", file, { key: shownName(provider), reason: read.reason }),
      );
    }
  }
  noteUse(file, taken, legacy);
}

function noteUse(file: string, count: number, legacy: LegacyStore): void {
  if (count === 0) return;
  legacy.files.push(file);
  legacy.findings.push(finding("legacy_used", file, { count }));
}
