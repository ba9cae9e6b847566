import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { type AesGcmBox, NONCE_BYTES, TAG_BYTES } from "#lib/vault/aes-gcm.ts";
import { decodeBase64url } from "#lib/vault/base64url.ts";
import { isKeyId } from "#lib/vault/key-id.ts";
import { PLAINTEXT_BYTES_MAX } from "#lib/vault/plaintext.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** The first part of the text, and part of what its tag covers. */
export const ENVELOPE_VERSION = "v1";

/** `v1.` + data key id (27) + `.` + nonce (16) + `.` + the longest box in base64url. */
const LENGTH_MAX = 3 + 27 + 1 + 16 + 1 + Math.ceil(((PLAINTEXT_BYTES_MAX + TAG_BYTES) * 4) / 3);

const NONCE_LENGTH = { bytesMin: NONCE_BYTES, bytesMax: NONCE_BYTES };
const SEALED_LENGTH = { bytesMin: TAG_BYTES + 1, bytesMax: TAG_BYTES + PLAINTEXT_BYTES_MAX };

export type Envelope = { dataKeyId: string; box: AesGcmBox };

/** `v1.<data key id>.<nonce>.<ciphertext and tag>`, both last parts base64url without padding. */
export function formatEnvelope({ dataKeyId, box }: Envelope): SealedSecret {
  const parts = [
    ENVELOPE_VERSION,
    dataKeyId,
    box.nonce.toString("base64url"),
    box.sealed.toString("base64url"),
  ];
  return parts.join(".") as SealedSecret;
}

/**
 * Reads the one spelling that `formatEnvelope` writes; any other text is VaultError `envelope_malformed`.
 *
 * Being well-formed says nothing about being authentic.
 */
export function parseEnvelope(text: string): Envelope {
  if (text.length > LENGTH_MAX) throw new VaultError("envelope_malformed");
  const [version, dataKeyId, nonceText = "", sealedText = "", ...rest] = text.split(".");
  const nonce = decodeBase64url(nonceText, NONCE_LENGTH);
  const sealed = decodeBase64url(sealedText, SEALED_LENGTH);
  const framed = version === ENVELOPE_VERSION && rest.length === 0 && isKeyId("dk", dataKeyId);
  if (!framed || !nonce || !sealed) throw new VaultError("envelope_malformed");
  return { dataKeyId, box: { nonce, sealed } };
}
