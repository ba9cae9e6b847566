import { createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import { KEY_BYTES } from "#lib/vault/aes-gcm.ts";

/** One label for each use of a keyring key, so that no two uses share key material. */
export type KeyUse = "wrap seal data keys" | "wrap fingerprint data keys" | "sign audit checkpoints";

/**
 * HKDF-SHA-256 (RFC 5869) of a keyring key, 256 bits.
 *
 * No salt: the input is uniformly random already, and the label alone separates the uses.
 */
export function deriveKey(keyringKey: KeyObject, use: KeyUse): KeyObject {
  const bytes = Buffer.from(hkdfSync("sha256", keyringKey, "", `clawkeep v1 ${use}`, KEY_BYTES));
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}
