import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from "node:crypto";

const ALGORITHM = "aes-256-gcm";
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** `sealed` is the ciphertext followed by its 16-byte tag. */
export type AesGcmBox = { nonce: Buffer; sealed: Buffer };

/**
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag, and nothing else.
 *
 * The nonce is drawn here because a repeated one breaks the key: only tests with known answers pass
 * their own. Random nonces are safe for 2^32 seals under one key (NIST SP 800-38D, 8.3).
 *
 * Throws RangeError for a key or nonce of another length.
 */
export function sealBytes(
  key: KeyObject,
  plaintext: Uint8Array,
  authenticatedData: Uint8Array,
  nonce: Buffer = newNonce(),
): AesGcmBox {
  requireKey(key);
  if (nonce.length !== NONCE_BYTES) throw new RangeError("a nonce has 12 bytes");
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(authenticatedData);
  const ciphertext = cipher.update(plaintext);
  return { nonce, sealed: Buffer.concat([ciphertext, cipher.final(), cipher.getAuthTag()]) };
}

/**
 * The plaintext, or null when the box is not authentic under this key and authenticated data.
 *
 * `authTagLength` is stated because without it Node accepts a tag cut to four bytes, which is guessed
 * in 2^32 tries. A box of any other shape is not authentic either.
 */
export function openBytes(key: KeyObject, box: AesGcmBox, authenticatedData: Uint8Array): Buffer | null {
  requireKey(key);
  const { nonce, sealed } = box;
  if (nonce.length !== NONCE_BYTES || sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(authenticatedData);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  const unverified = decipher.update(sealed.subarray(0, -TAG_BYTES));
  try {
    decipher.final();
    return unverified;
  } catch {
    unverified.fill(0);
    return null;
  }
}

const NONCES_AT_ONCE = 256;
let drawn = Buffer.alloc(0);

/** Random bytes that nobody else gets. The system is asked for many at once, because asking costs more than they do. */
function newNonce(): Buffer {
  if (drawn.length === 0) drawn = randomBytes(NONCE_BYTES * NONCES_AT_ONCE);
  const nonce = drawn.subarray(0, NONCE_BYTES);
  drawn = drawn.subarray(NONCE_BYTES);
  return nonce;
}

function requireKey(key: KeyObject): void {
  if (key.symmetricKeySize !== KEY_BYTES) throw new RangeError("a key has 32 bytes");
}
