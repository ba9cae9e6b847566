import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { openBytes, sealBytes } from "#lib/vault/aes-gcm.ts";
import { rebindData, sealedSecretData } from "#lib/vault/authenticated-data.ts";
import type { DataKeys } from "#lib/vault/data-keys.ts";
import { ENVELOPE_VERSION, formatEnvelope, parseEnvelope } from "#lib/vault/envelope.ts";
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

  /**
   * What seals envelopes anew, under the key that is the newest now, without handing out what is in them. Refuses what
   * `open` refuses. The newest key is asked for once, so it is for one transaction, in which none is made.
   */
  resealing(): (sealed: SealedSecret, place: Place) => SealedSecret;
}

export function createOpener(dataKeys: DataKeys): Opener {
  return {
    open: (sealed, place) => withPlaintext(dataKeys, sealed, place, secretFromPlaintext),

    resealing() {
      const { id: dataKeyId, key } = dataKeys.newest("seal");
      return (sealed, place) =>
        withPlaintext(dataKeys, sealed, place, (bytes, data) => {
          rebindData(data, ENVELOPE_VERSION, dataKeyId);
          return formatEnvelope({ dataKeyId, box: sealBytes(key, bytes, data) });
        });
    },
  };
}

/** Opens an envelope for `use`, which also gets the data that bound it. The bytes are wiped afterwards. */
function withPlaintext<T>(
  dataKeys: DataKeys,
  sealed: SealedSecret,
  place: Place,
  use: (bytes: Buffer, data: Buffer) => T,
): T {
  const { dataKeyId, box } = parseEnvelope(sealed);
  const { key } = dataKeys.find("seal", dataKeyId);
  const data = sealedSecretData(ENVELOPE_VERSION, dataKeyId, place);
  const bytes = openBytes(key, box, data);
  if (!bytes) {
    const { table, field, rowId } = place;
    throw new VaultError("envelope_refused", { table, field, rowId });
  }
  try {
    return use(bytes, data);
  } finally {
    bytes.fill(0);
  }
}
