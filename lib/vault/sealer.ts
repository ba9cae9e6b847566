import { createHmac } from "node:crypto";
import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { sealBytes } from "#lib/vault/aes-gcm.ts";
import { sealedSecretData } from "#lib/vault/authenticated-data.ts";
import type { DataKeys } from "#lib/vault/data-keys.ts";
import { ENVELOPE_VERSION, formatEnvelope } from "#lib/vault/envelope.ts";
import { plaintextBytes } from "#lib/vault/plaintext.ts";

const FINGERPRINT_LABEL = "clawkeep fingerprint v1\0";
/** 96 bits: two of a million secrets look alike by chance once in 10^17 vaults. */
const FINGERPRINT_BYTES = 12;

/** Puts secrets in. Safe to hand to everyone: nothing here gives one back. */
export interface Sealer {
  /**
   * An envelope that opens only at this place, with these facts.
   *
   * Throws VaultError `secret_empty`, `plaintext_too_long` (above 16384 bytes of UTF-8), `secret_not_text`,
   * `place_not_text`.
   */
  seal(secret: SecretText, place: Place): SealedSecret;

  /**
   * 16 characters of base64url that are equal for equal secrets, and say nothing else without the key.
   *
   * Keyed, because a bare hash of a guessable secret is the secret to whoever can guess. Refuses what
   * `seal` refuses.
   */
  fingerprint(secret: SecretText): string;
}

export function createSealer(dataKeys: DataKeys): Sealer {
  return {
    seal(secret, place) {
      const { id, key } = dataKeys.newest("seal");
      const authenticatedData = sealedSecretData(ENVELOPE_VERSION, id, place);
      return withPlaintext(secret, (bytes) =>
        formatEnvelope({ dataKeyId: id, box: sealBytes(key, bytes, authenticatedData) }),
      );
    },

    fingerprint(secret) {
      const { key } = dataKeys.newest("fingerprint");
      return withPlaintext(secret, (bytes) => {
        const mac = createHmac("sha256", key).update(FINGERPRINT_LABEL).update(bytes).digest();
        return mac.subarray(0, FINGERPRINT_BYTES).toString("base64url");
      });
    },
  };
}

/** The bytes are wiped afterwards; the text they came from is JavaScript's to forget. */
function withPlaintext<T>(secret: SecretText, use: (bytes: Buffer) => T): T {
  const bytes = plaintextBytes(secret);
  try {
    return use(bytes);
  } finally {
    bytes.fill(0);
  }
}
