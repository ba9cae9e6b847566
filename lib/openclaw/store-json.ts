import {
  type AuthStore,
  readableInline,
  type StoredProfile,
  type UsageStats,
} from "#lib/domain/auth-store.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { parseStoredRef, type RefDefaults } from "#lib/domain/secret-ref-grammar.ts";
import {
  type FilePosition,
  type Finding,
  FindingList,
  finding,
  shownName,
  shownPath,
} from "#lib/openclaw/finding.ts";
import { parseJsonObject, type ReadableJson } from "#lib/openclaw/json-object.ts";
import { isJsonObject, type JsonObject, ownMember } from "#lib/openclaw/own-member.ts";
import { StoreDocument } from "#lib/openclaw/store-document.ts";
import { readStoredProfile } from "#lib/openclaw/stored-profile.ts";

/** The only version OpenClaw 2026.3.13 writes. */
const STORE_VERSION = 1;
const KNOWN_TOP_LEVEL: ReadonlySet<string> = new Set([
  "version",
  "profiles",
  "order",
  "lastGood",
  "usageStats",
]);
/** The one key that a plain JavaScript object loses. OpenClaw does not list a profile of that id. */
const RESERVED_KEY = "__proto__";

export type AuthStoreReading = {
  store: AuthStore;
  /** `version` as OpenClaw coerces it; null when it is not a number. */
  version: number | null;
  /** Top-level keys that OpenClaw drops at its next write, as written. */
  unknownTopLevel: string[];
  /** By profile id, `source:id` of the reference as OpenClaw's labels print it, well formed or not. */
  refLabels: ReadonlyMap<string, string>;
  findings: Finding[];
  /** What the reading is of, for whoever edits it. */
  document: StoreDocument;
};

export type ParsedAuthStore = ({ ok: true } & AuthStoreReading) | { ok: false; finding: Finding };

/**
 * Parses `auth-profiles.json` the way OpenClaw 2026.3.13 does (semantics §2): strict JSON, lenient about
 * everything inside. Ids are data, whatever they are called. Entries stand in the order JavaScript gives
 * object members, which is OpenClaw's: file order, except that ids that are whole numbers come first.
 *
 * `file` only names the place of findings, and `bytes` are what the text was read from. Total: malformed text is an answer with line and column.
 */
export function parseAuthStore(
  text: string,
  refDefaults: RefDefaults,
  file: string | null = null,
  bytes: Buffer | null = null,
): ParsedAuthStore {
  const parsed = parseJsonObject(text, file);
  if (!parsed.ok) return parsed;
  const { object, json } = parsed.value;
  const profiles = ownMember(object, "profiles");
  if (typeof profiles !== "object" || profiles === null) {
    return { ok: false, finding: finding("store_without_profiles", place(json, file, ["profiles"])) };
  }
  const reading = new StoreReader(json, object, file).read(profiles, refDefaults);
  return { ok: true, ...reading, document: new StoreDocument(text, object, bytes) };
}

/**
 * The reference that an inline value written as `${NAME}` stands for, or null for a value that is
 * itself the secret. OpenClaw resolves it when the profile is used (semantics §2.1, §4.1).
 */
export function inlineTemplateRef(profile: StoredProfile, refDefaults: RefDefaults): SecretRef | null {
  const inline = readableInline(profile);
  return inline === null ? null : parseStoredRef(inline.reveal(), refDefaults);
}

function place(json: ReadableJson, file: string | null, path: readonly string[]): FilePosition {
  return { file, ...(json.positionOf(path) ?? { line: null, column: null }) };
}

class StoreReader {
  readonly #json: ReadableJson;
  readonly #record: JsonObject;
  readonly #file: string | null;
  readonly #findings = new FindingList();
  readonly #store = emptyStore();
  readonly #refLabels = new Map<string, string>();

  constructor(json: ReadableJson, record: JsonObject, file: string | null) {
    this.#json = json;
    this.#record = record;
    this.#file = file;
  }

  read(profiles: object, refDefaults: RefDefaults): Omit<AuthStoreReading, "document"> {
    for (const { path, line, column } of this.#json.duplicates) {
      this.#findings.add("json_duplicate_key", () => ({ file: this.#file, line, column }), {
        key: shownPath(path),
      });
    }
    const version = this.#version();
    if (Array.isArray(profiles)) this.#note("store_profiles_array", ["profiles"]);
    this.#profiles(profiles as JsonObject, refDefaults);
    this.#orders();
    this.#lastGood();
    for (const [profileId, value] of this.#members("usageStats")) {
      if (isJsonObject(value)) this.#store.usageStats.set(profileId, usageStats(value));
    }
    const unknownTopLevel = Object.keys(this.#record).filter((key) => !KNOWN_TOP_LEVEL.has(key));
    for (const key of unknownTopLevel) this.#note("store_unknown_key", [key], { key: shownName(key) });
    const findings = this.#findings.all();
    return { store: this.#store, version, unknownTopLevel, refLabels: this.#refLabels, findings };
  }

  /** An array counts as a map of its indexes, as in OpenClaw. */
  #profiles(profiles: JsonObject, refDefaults: RefDefaults): void {
    for (const profileId of Object.keys(profiles)) {
      this.#profile(profileId, profiles[profileId], refDefaults);
    }
  }

  #profile(profileId: string, value: unknown, refDefaults: RefDefaults): void {
    const read = readStoredProfile(profileId, value, refDefaults);
    if (!read.ok) {
      this.#store.ignored.push({ profileId, reason: read.reason });
      const params = { profileId: shownName(profileId), reason: read.reason };
      this.#note("store_entry_ignored", ["profiles", profileId], params);
      return;
    }
    if (profileId === RESERVED_KEY) {
      this.#note("store_reserved_key", ["profiles", profileId], { key: RESERVED_KEY });
      return;
    }
    this.#store.profiles.set(profileId, read.profile);
    if (read.refLabel !== null) this.#refLabels.set(profileId, read.refLabel);
    for (const { code, params } of read.notes)
      this.#note(code, ["profiles", profileId], { ...params, profileId: shownName(profileId) });
  }

  #orders(): void {
    for (const [provider, value] of this.#members("order")) {
      const path = ["order", provider];
      if (!Array.isArray(value)) {
        this.#note("store_order_ignored", path, { provider: shownName(provider) });
        continue;
      }
      const ids = value.map((id) => (typeof id === "string" ? id.trim() : "")).filter((id) => id !== "");
      if (ids.length === 0 || provider === RESERVED_KEY)
        this.#note("store_order_ignored", path, { provider: shownName(provider) });
      else this.#store.order.set(provider, ids);
      const dropped = value.length - ids.length;
      if (dropped > 0 && ids.length > 0) {
        this.#note("store_order_cleaned", path, { provider: shownName(provider), count: dropped });
      }
    }
  }

  #lastGood(): void {
    for (const [provider, value] of this.#members("lastGood")) {
      if (typeof value === "string") this.#store.lastGood.set(provider, value);
    }
  }

  #version(): number | null {
    const written = ownMember(this.#record, "version") ?? STORE_VERSION;
    // An object is not coerced: JavaScript would call functions it does not have.
    const coerced = typeof written === "object" ? Number.NaN : Number(written);
    const version = Number.isFinite(coerced) ? coerced : null;
    if (version !== STORE_VERSION)
      this.#note("store_version_unknown", ["version"], { version: version ?? "?" });
    return version;
  }

  /** Members of a top-level map; an array counts as a map of its indexes, as in OpenClaw. */
  #members(key: string): [string, unknown][] {
    const value = ownMember(this.#record, key);
    return typeof value === "object" && value !== null ? Object.entries(value) : [];
  }

  #note(code: Finding["code"], path: string[], params: Record<string, string | number> = {}): void {
    this.#findings.add(code, () => place(this.#json, this.#file, path), params);
  }
}

const COUNTERS = ["lastUsed", "cooldownUntil", "disabledUntil", "errorCount", "lastFailureAt"] as const;

/** Values of another type than OpenClaw writes are left out; it ignores them too. */
function usageStats(value: JsonObject): UsageStats {
  const stats: UsageStats = {};
  for (const name of COUNTERS) {
    const counter = ownMember(value, name);
    if (typeof counter === "number" && Number.isFinite(counter)) stats[name] = counter;
  }
  const reason = ownMember(value, "disabledReason");
  if (typeof reason === "string") stats.disabledReason = reason;
  const failures = ownMember(value, "failureCounts");
  if (isJsonObject(failures)) stats.failureCounts = countsOf(failures);
  return stats;
}

function countsOf(failures: JsonObject): Record<string, number> {
  const counts = Object.entries(failures).filter(
    (member): member is [string, number] => typeof member[1] === "number" && Number.isFinite(member[1]),
  );
  return Object.fromEntries(counts);
}
