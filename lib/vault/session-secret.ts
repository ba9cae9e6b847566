import { deriveKey } from "#lib/vault/derive-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";

/**
 * The text that signs session cookies: 256 bits derived from the keyring's current key.
 *
 * It is in no database, so a copied database signs nobody in; when the current key changes, everyone
 * signs in again.
 */
export function deriveSessionSecret(keyring: Keyring): string {
  return deriveKey(keyring.current.key, "sign session cookies").export().toString("base64url");
}
