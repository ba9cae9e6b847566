import { NONCE_BYTES, openBytes, sealBytes, TAG_BYTES } from "#lib/vault/aes-gcm.ts";
import { decodeBase64url } from "#lib/vault/base64url.ts";
import { isKeyId } from "#lib/vault/key-id.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { keyringText, parseKeyring } from "#lib/vault/keyring-format.ts";
import { isSaneCost, type KeyringKdf, SALT_BYTES, type SealingKey } from "#lib/vault/keyring-passphrase.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

const FORMAT = "clawkeep-keyring";
const VERSION = 2;
const SEALED_BYTES_MAX = 32_768;

/** A keyring whose keys are sealed under a passphrase: which vault it is of, and what it takes to open it. */
export type SealedKeyring = {
  readonly vaultId: string;
  readonly kdf: KeyringKdf;
  readonly nonce: Buffer;
  readonly sealed: Buffer;
};

/**
 * The text of a keyring with its keys sealed: version 2 of the format. What stands before `nonce` is authenticated with
 * them, so that neither the vault nor the cost can be exchanged.
 */
export function sealedKeyringText(keyring: Keyring, { kdf, key }: SealingKey): string {
  const { vaultId } = keyring;
  const plain = Buffer.from(keyringText(keyring), "utf8");
  try {
    return textOf({ vaultId, kdf, ...sealBytes(key, plain, headerBytes({ vaultId, kdf })) });
  } finally {
    plain.fill(0);
  }
}

/**
 * Reads the text of a sealed keyring; null when it is of another version, such as a plain one. There is one text for each
 * sealed keyring: anything written otherwise is `keyring_malformed`, as is a cost that we never write.
 */
export function parseSealedKeyring(text: string, file: string): SealedKeyring | null {
  const value = parseJson(text);
  if (value?.format !== FORMAT || value.version !== VERSION) return null;
  const parsed = fieldsOf(value);
  if (!parsed || textOf(parsed) !== text) throw new VaultError("keyring_malformed", { file });
  return parsed;
}

/** The keyring, or null when this key does not open it: another passphrase, or a changed text. */
export function openSealedKeyring(sealed: SealedKeyring, { key }: SealingKey, file: string): Keyring | null {
  const plain = openBytes(key, sealed, headerBytes(sealed));
  if (!plain) return null;
  try {
    return parseKeyring(plain.toString("utf8"), file);
  } finally {
    plain.fill(0);
  }
}

function fieldsOf({ vaultId, kdf, nonce, sealed }: Json): SealedKeyring | null {
  if (!isKeyId("vault", vaultId) || !isObject(kdf)) return null;
  const { memoryKib, passes, lanes } = kdf;
  const cost = { memoryKib: Number(memoryKib), passes: Number(passes), lanes: Number(lanes) };
  const salt = bytesOf(kdf.salt, SALT_BYTES, SALT_BYTES);
  const nonceBytes = bytesOf(nonce, NONCE_BYTES, NONCE_BYTES);
  const sealedBytes = bytesOf(sealed, TAG_BYTES, SEALED_BYTES_MAX);
  if (!isSaneCost(cost) || !salt || !nonceBytes || !sealedBytes) return null;
  return { vaultId, kdf: { ...cost, salt }, nonce: nonceBytes, sealed: sealedBytes };
}

function bytesOf(value: unknown, bytesMin: number, bytesMax: number): Buffer | null {
  return typeof value === "string" ? decodeBase64url(value, { bytesMin, bytesMax }) : null;
}

type Header = Pick<SealedKeyring, "vaultId" | "kdf">;

function headerOf({ vaultId, kdf: { memoryKib, passes, lanes, salt } }: Header) {
  const kdf = { name: "argon2id", memoryKib, passes, lanes, salt: salt.toString("base64url") };
  return { format: FORMAT, version: VERSION, vaultId, kdf };
}

function headerBytes(header: Header): Buffer {
  return Buffer.from(JSON.stringify(headerOf(header)), "utf8");
}

function textOf({ nonce, sealed, ...header }: SealedKeyring): string {
  const box = { nonce: nonce.toString("base64url"), sealed: sealed.toString("base64url") };
  return `${JSON.stringify({ ...headerOf(header), ...box }, null, 2)}\n`;
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseJson(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
