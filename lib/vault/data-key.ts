import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { KEY_BYTES, NONCE_BYTES, openBytes, sealBytes, TAG_BYTES } from "#lib/vault/aes-gcm.ts";
import { encodeValues } from "#lib/vault/authenticated-data.ts";
import { decodeBase64url } from "#lib/vault/base64url.ts";
import { deriveKey } from "#lib/vault/derive-key.ts";
import { isKeyId, newKeyId } from "#lib/vault/key-id.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

const VERSION = "w1";
const NONCE_LENGTH = { bytesMin: NONCE_BYTES, bytesMax: NONCE_BYTES };
const SEALED_LENGTH = { bytesMin: KEY_BYTES + TAG_BYTES, bytesMax: KEY_BYTES + TAG_BYTES };

/** `seal` keys encrypt secrets, `fingerprint` keys recognise them. Neither ever does the other's work. */
export type DataKeyPurpose = "seal" | "fingerprint";

/** What the database may know of a data key. `wrapped` is `w1.<nonce>.<ciphertext and tag>` in base64url. */
export type WrappedDataKey = {
  id: string;
  purpose: DataKeyPurpose;
  keyringKeyId: string;
  wrapped: string;
  createdAtMs: number;
};

/** A new random data key, already wrapped under the keyring's current key. `nowMs` is Unix milliseconds. */
export function createDataKey(
  keyring: Keyring,
  purpose: DataKeyPurpose,
  nowMs: number,
  id: string = newKeyId("dk"),
): WrappedDataKey {
  const bytes = randomBytes(KEY_BYTES);
  const row = wrapDataKey(keyring, { id, purpose, createdAtMs: nowMs }, bytes);
  bytes.fill(0);
  return row;
}

/** The same data key under the keyring's current key. Refuses what `unwrapDataKey` refuses. */
export function rewrapDataKey(keyring: Keyring, row: WrappedDataKey): WrappedDataKey {
  const bytes = unwrapDataKey(keyring, row).export();
  try {
    return wrapDataKey(keyring, { id: row.id, purpose: row.purpose, createdAtMs: row.createdAtMs }, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** Wraps a data key under the keyring's current key, bound to everything else in its row and to the vault. */
export function wrapDataKey(
  keyring: Keyring,
  facts: Pick<WrappedDataKey, "id" | "purpose" | "createdAtMs">,
  bytes: Buffer,
): WrappedDataKey {
  const { id: keyringKeyId, key } = keyring.current;
  const row = { ...facts, keyringKeyId };
  const { nonce, sealed } = sealBytes(wrappingKey(key, row.purpose), bytes, boundData(keyring, row));
  return { ...row, wrapped: `${VERSION}.${nonce.toString("base64url")}.${sealed.toString("base64url")}` };
}

/**
 * The data key of a row, or a refusal that names the row.
 *
 * VaultError `data_key_malformed` for a row no version of the vault wrote, `data_key_wrapping_key_missing`
 * when the keyring lacks the key it was wrapped under, `data_key_refused` when row and key do not match.
 */
export function unwrapDataKey(keyring: Keyring, row: WrappedDataKey): KeyObject {
  const [version, nonceText = "", sealedText = "", ...rest] = row.wrapped.split(".");
  const nonce = decodeBase64url(nonceText, NONCE_LENGTH);
  const sealed = decodeBase64url(sealedText, SEALED_LENGTH);
  if (version !== VERSION || rest.length > 0 || !nonce || !sealed || !isKeyId("dk", row.id)) {
    throw new VaultError("data_key_malformed", { dataKeyId: row.id });
  }
  const keyringKey = keyring.keys.get(row.keyringKeyId);
  if (!keyringKey) {
    const params = { dataKeyId: row.id, keyringKeyId: row.keyringKeyId };
    throw new VaultError("data_key_wrapping_key_missing", params);
  }
  const bytes = openBytes(
    wrappingKey(keyringKey.key, row.purpose),
    { nonce, sealed },
    boundData(keyring, row),
  );
  if (!bytes) throw new VaultError("data_key_refused", { dataKeyId: row.id });
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

function wrappingKey(keyringKey: KeyObject, purpose: DataKeyPurpose): KeyObject {
  return deriveKey(keyringKey, purpose === "seal" ? "wrap seal data keys" : "wrap fingerprint data keys");
}

/** The creation time is bound because it decides which data key is the newest, and so seals. */
function boundData(keyring: Keyring, row: Omit<WrappedDataKey, "wrapped">): Buffer {
  const { id, purpose, keyringKeyId, createdAtMs } = row;
  return encodeValues([
    "clawkeep data key",
    VERSION,
    keyring.vaultId,
    id,
    purpose,
    keyringKeyId,
    createdAtMs,
  ]);
}
