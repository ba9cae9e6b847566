import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { openBytes } from "#lib/vault/aes-gcm.ts";
import { sealedSecretData } from "#lib/vault/authenticated-data.ts";
import type { DataKeys } from "#lib/vault/data-keys.ts";
import { ENVELOPE_VERSION, parseEnvelope } from "#lib/vault/envelope.ts";
import { secretFromPlaintext } from "#lib/vault/plaintext.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Takes secrets out. Every module that holds one is on a list. */
export interface Opener {
  /**
   * The secret, when the envelope is whole and belongs exactly here.
   *
   * Throws VaultError `envelope_malformed`, `envelope_key_unknown`, or `envelope_refused`: the envelope,
   * its place or one of the facts beside it was changed, and which of them nobody can tell. A damaged
   * data key throws as `unwrapDataKey` does.
   */
  open(sealed: SealedSecret, place: Place): SecretText;
}

export function createOpener(dataKeys: DataKeys): Opener {
  return {
    open(sealed, place) {
      const { dataKeyId, box } = parseEnvelope(sealed);
      const { key } = dataKeys.find("seal", dataKeyId);
      const bytes = openBytes(key, box, sealedSecretData(ENVELOPE_VERSION, dataKeyId, place));
      if (!bytes) {
        const { table, field, rowId } = place;
        throw new VaultError("envelope_refused", { table, field, rowId });
      }
      try {
        return secretFromPlaintext(bytes);
      } finally {
        bytes.fill(0);
      }
    },
  };
}
