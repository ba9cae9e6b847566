import { armor, Decrypter, Encrypter } from "age-encryption";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Whom a file is sealed to: public keys (`age1…`), or everyone who knows a passphrase. */
export type AgeSeal = { recipients: readonly string[] } | { passphrase: SecretText };

/** What opens a file: identities (`AGE-SECRET-KEY-1…`), or the passphrase. */
export type AgeOpening = { identities: readonly SecretText[] } | { passphrase: SecretText };

/** A passphrase that is guessed offline has to be long. */
export const PASSPHRASE_LENGTH_MIN = 16;

/**
 * Encrypts a stream in the age format, version 1.
 *
 * Throws VaultError `backup_recipient_invalid` with the place of the one that is none, `backup_passphrase_short`.
 */
export async function ageEncrypt(
  plain: ReadableStream<Uint8Array>,
  seal: AgeSeal,
): Promise<ReadableStream<Uint8Array>> {
  return encrypterFor(seal).encrypt(plain);
}

/** Refuses what `ageEncrypt` would refuse, before anything is made to be encrypted. */
export function checkSeal(seal: AgeSeal): void {
  encrypterFor(seal);
}

/** Few bytes encrypted the same way, as text: with the armour of the format. */
export async function ageText(plain: Uint8Array, seal: AgeSeal): Promise<string> {
  return armor.encode(await encrypterFor(seal).encrypt(plain));
}

const ARMOUR_START = "-----BEGIN AGE ENCRYPTED FILE-----";

/** Decrypts few bytes, with or without their armour. Throws what `ageDecrypt` throws. */
export async function openAgeBytes(sealed: Uint8Array, opening: AgeOpening): Promise<Uint8Array> {
  const decrypter = decrypterFor(opening);
  try {
    const text = Buffer.from(sealed).toString("latin1").trim();
    const bytes = text.startsWith(ARMOUR_START) ? armor.decode(text) : sealed;
    return await decrypter.decrypt(bytes, "uint8array");
  } catch {
    throw new VaultError("backup_not_opened");
  }
}

function encrypterFor(seal: AgeSeal): Encrypter {
  const encrypter = new Encrypter();
  if ("passphrase" in seal) {
    const passphrase = seal.passphrase.reveal();
    if (passphrase.length < PASSPHRASE_LENGTH_MIN)
      throw new VaultError("backup_passphrase_short", { min: PASSPHRASE_LENGTH_MIN });
    encrypter.setPassphrase(passphrase);
    return encrypter;
  }
  for (const [at, recipient] of seal.recipients.entries()) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      // What was given for a public key may be a private one, which no refusal repeats.
      throw new VaultError("backup_recipient_invalid", { number: at + 1 });
    }
  }
  return encrypter;
}

/**
 * Decrypts a stream of the age format. Bytes are handed out as they are authenticated; the last one shows that the file
 * was whole.
 *
 * Throws VaultError `backup_identity_invalid`, and `backup_not_opened` when nothing given opens it or it is no age file.
 */
export async function ageDecrypt(
  sealed: ReadableStream<Uint8Array>,
  opening: AgeOpening,
): Promise<ReadableStream<Uint8Array>> {
  const decrypter = decrypterFor(opening);
  try {
    return await decrypter.decrypt(sealed);
  } catch {
    throw new VaultError("backup_not_opened");
  }
}

function decrypterFor(opening: AgeOpening): Decrypter {
  const decrypter = new Decrypter();
  if ("passphrase" in opening) decrypter.addPassphrase(opening.passphrase.reveal());
  else for (const identity of opening.identities) addIdentity(decrypter, identity);
  return decrypter;
}

function addIdentity(decrypter: Decrypter, identity: SecretText): void {
  try {
    decrypter.addIdentity(identity.reveal());
  } catch {
    throw new VaultError("backup_identity_invalid");
  }
}
