import { SecretText } from "#lib/domain/secret-text.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Far above any real credential (a service-account JSON is about 2.5 kB) and far below a surprise. */
export const PLAINTEXT_BYTES_MAX = 16_384;

/**
 * A secret as the bytes that are sealed: 1 to 16384 of UTF-8, exactly as given, nothing trimmed.
 *
 * Throws VaultError `secret_empty`, `plaintext_too_long`, or `secret_not_text` for lone surrogates, which
 * UTF-8 would replace, so that another secret would come out than went in.
 */
export function plaintextBytes(secret: SecretText): Buffer {
  if (secret.length === 0) throw new VaultError("secret_empty");
  if (secret.length > PLAINTEXT_BYTES_MAX) throw tooLong();
  const text = secret.reveal();
  if (!text.isWellFormed()) throw new VaultError("secret_not_text");
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > PLAINTEXT_BYTES_MAX) throw tooLong();
  return bytes;
}

/** The way back. A leading byte order mark is part of the secret and stays. */
export function secretFromPlaintext(bytes: Buffer): SecretText {
  return new SecretText(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes));
}

function tooLong(): VaultError {
  return new VaultError("plaintext_too_long", { bytesMax: PLAINTEXT_BYTES_MAX });
}
