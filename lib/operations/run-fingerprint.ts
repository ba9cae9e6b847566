import { createHmac, randomBytes } from "node:crypto";
import type { SecretText } from "#lib/domain/secret-text.ts";
import type { Sealer } from "#lib/vault/sealer.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Equal for equal secrets during one run, and worth nothing after it: the key is forgotten. */
export function runFingerprint(): (secret: SecretText) => string | null {
  const key = randomBytes(32);
  return (secret) => createHmac("sha256", key).update(secret.reveal(), "utf8").digest("base64url");
}

/** The vault's own fingerprint; null for a text the vault would not take. */
export function vaultFingerprint(sealer: Sealer): (secret: SecretText) => string | null {
  return (secret) => {
    try {
      return sealer.fingerprint(secret);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      return null;
    }
  };
}
