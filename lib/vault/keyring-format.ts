import { createSecretKey, randomBytes } from "node:crypto";
import { KEY_BYTES } from "#lib/vault/aes-gcm.ts";
import { decodeBase64url } from "#lib/vault/base64url.ts";
import { isKeyId, newKeyId } from "#lib/vault/key-id.ts";
import type { Keyring, KeyringKey } from "#lib/vault/keyring.ts";
import { VaultError, type VaultErrorCode } from "#lib/vault/vault-error.ts";

const FORMAT = "clawkeep-keyring";
const VERSION = 1;
const KEYS_MAX = 64;
const KEY_LENGTH = { bytesMin: 0, bytesMax: KEY_BYTES };

/** The text of a new keyring with one random key, ready to be written. It holds the key: treat it as one. */
export function newKeyringText(nowMs: number): string {
  const id = newKeyId("kr");
  const key = {
    id,
    createdAt: new Date(nowMs).toISOString(),
    key: randomBytes(KEY_BYTES).toString("base64url"),
  };
  const keyring = { format: FORMAT, version: VERSION, vaultId: newKeyId("vault"), current: id, keys: [key] };
  return `${JSON.stringify(keyring, null, 2)}\n`;
}

/** The text of a keyring as `parseKeyring` reads it. It holds the keys: treat it as them. */
export function keyringText({ vaultId, current, keys }: Keyring): string {
  const entries = [...keys.values()].map(({ id, createdAt, key }) => ({
    id,
    createdAt,
    key: key.export().toString("base64url"),
  }));
  const keyring = { format: FORMAT, version: VERSION, vaultId, current: current.id, keys: entries };
  return `${JSON.stringify(keyring, null, 2)}\n`;
}

/**
 * The keyring with a new random key that wraps from now on; the older ones still unwrap.
 *
 * A key of this id that is there already only becomes the current one, so doing it twice is doing it
 * once. VaultError `keyring_full` at 64 keys.
 */
export function withCurrentKey(keyring: Keyring, id: string, nowMs: number): Keyring {
  const key = keyring.keys.get(id) ?? newKey(id, nowMs);
  const keys = new Map(keyring.keys).set(id, key);
  if (keys.size > KEYS_MAX) throw new VaultError("keyring_full", { keysMax: KEYS_MAX });
  return { ...keyring, current: key, keys };
}

/** The keyring with its current key and those of `ids`, and no other. */
export function withOnlyKeys(keyring: Keyring, ids: ReadonlySet<string>): Keyring {
  const kept = [...keyring.keys].filter(([id]) => ids.has(id) || id === keyring.current.id);
  return { ...keyring, keys: new Map(kept) };
}

function newKey(id: string, nowMs: number): KeyringKey {
  const bytes = randomBytes(KEY_BYTES);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, createdAt: new Date(nowMs).toISOString(), key };
}

/**
 * Reads a keyring's text. Unknown or missing fields are refused: they are damage or another format.
 *
 * `file` is only named in the refusal. No refusal says where in the text the fault is or what stands
 * there, because what stands there may be a key.
 */
export function parseKeyring(text: string, file: string): Keyring {
  const refuse = (code: VaultErrorCode, params = {}) => new VaultError(code, { file, ...params });
  const value = parseJson(text);
  if (!isObject(value)) throw refuse("keyring_malformed");
  if (value.format !== FORMAT) throw refuse("keyring_wrong_format");
  if (value.version !== VERSION) throw refuse("keyring_wrong_version", { supported: "1, 2" });
  if (!hasExactly(value, ["format", "version", "vaultId", "current", "keys"]))
    throw refuse("keyring_malformed");
  const { vaultId, current, keys: entries } = value;
  if (!isKeyId("vault", vaultId) || !isKeyId("kr", current)) throw refuse("keyring_malformed");
  if (!Array.isArray(entries) || entries.length > KEYS_MAX) throw refuse("keyring_malformed");

  const keys = new Map<string, KeyringKey>();
  for (const entry of entries) {
    const key = parseKey(entry, refuse);
    if (keys.has(key.id)) throw refuse("keyring_duplicate_ids", { keyId: key.id });
    keys.set(key.id, key);
  }
  const currentKey = keys.get(current);
  if (!currentKey) throw refuse("keyring_current_unknown", { keyId: current });
  return { vaultId, current: currentKey, keys };
}

type Refuse = (code: VaultErrorCode, params?: Record<string, string>) => VaultError;

function parseKey(entry: unknown, refuse: Refuse): KeyringKey {
  if (!isObject(entry) || !hasExactly(entry, ["id", "createdAt", "key"])) throw refuse("keyring_malformed");
  const { id, createdAt, key: keyText } = entry;
  if (!isKeyId("kr", id) || !isIsoTime(createdAt) || typeof keyText !== "string")
    throw refuse("keyring_malformed");
  const bytes = decodeBase64url(keyText, KEY_LENGTH);
  if (!bytes) throw refuse("keyring_malformed");
  if (bytes.length < KEY_BYTES) throw refuse("keyring_key_short", { keyId: id });
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { id, createdAt, key };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasExactly(value: Record<string, unknown>, names: string[]): boolean {
  return Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));
}

function isIsoTime(value: unknown): value is string {
  if (typeof value !== "string") return false;
  const date = new Date(value);
  return !Number.isNaN(date.getTime()) && date.toISOString() === value;
}
