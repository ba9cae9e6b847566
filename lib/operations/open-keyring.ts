import { z } from "zod";
import { findSetting } from "#db/repositories/settings.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { holdKey } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { deriveSealingKey, type SealingKey } from "#lib/vault/keyring-passphrase.ts";
import {
  type KeyringSource,
  nameOfSource,
  readKeyring,
  readSealed,
  writableFile,
} from "#lib/vault/keyring-source.ts";
import { readPrivateText } from "#lib/vault/private-file.ts";
import { openSealedKeyring } from "#lib/vault/sealed-keyring.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** The passphrase of a keyring, as a person types it. How long a new one has to be is said when one is made. */
export const KeyringPassphrase = z
  .string()
  .min(1, "required")
  .max(1024, "too_long")
  .transform((text) => new SecretText(text));

/** True when the keyring file is sealed under a passphrase that this process does not have. Whatever else is wrong is no. */
export function isSealedHere(keyringSource: KeyringSource): boolean {
  try {
    readKeyring(keyringSource);
    return false;
  } catch (error) {
    return error instanceof VaultError && error.code === "vault_sealed";
  }
}

/** True when the keyring file is sealed under a passphrase, whether or not this process has it. */
export function hasPassphrase(keyringSource: KeyringSource): boolean {
  try {
    return readSealed(keyringSource) !== null;
  } catch {
    return false;
  }
}

/** What is wrong with the keyring file of this database's vault, or null. No data key is unwrapped. */
export function keyringRefusal(
  { db }: Pick<WriteContext, "db">,
  keyringSource: KeyringSource,
): OperationError | null {
  try {
    const { vaultId } = readKeyring(keyringSource);
    refuseOther({ db }, vaultId, keyringSource);
    return null;
  } catch (error) {
    const known = asOperationError(error);
    if (known instanceof OperationError) return known;
    throw error;
  }
}

/**
 * The passphrase in a file that nobody else may read, without its last line break. Root's own file will do, as systemd
 * makes one for a credential. OperationError `passphrase_file_unusable`.
 */
export function readPassphraseFile(file: string): SecretText {
  let text: string;
  try {
    text = readPrivateText(file, { rootsToo: true }).replace(/\r?\n$/, "");
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new OperationError("passphrase_file_unusable", { file });
  }
  if (text === "") throw new OperationError("passphrase_file_unusable", { file });
  return new SecretText(text);
}

export type OpenedKeyring = { file: string; keyring: Keyring; key: SealingKey };

/**
 * Opens a sealed keyring file with its passphrase.
 *
 * OperationError `keyring_not_sealed` for a plain one and `keyring_of_another_vault`, both before any work;
 * VaultError `keyring_passphrase_wrong`, also for a file that was changed, which cannot be told from it.
 */
export async function openSealedFile(
  ctx: Pick<WriteContext, "db">,
  keyringSource: KeyringSource,
  passphrase: SecretText,
): Promise<OpenedKeyring> {
  const sealed = readSealed(keyringSource);
  if (!sealed) throw new OperationError("keyring_not_sealed", { file: nameOfSource(keyringSource) });
  refuseOther(ctx, sealed.vaultId, keyringSource);
  const key = await deriveSealingKey(passphrase, sealed.kdf);
  const file = writableFile(keyringSource);
  const keyring = openSealedKeyring(sealed, key, file);
  if (!keyring) throw new VaultError("keyring_passphrase_wrong");
  return { file, keyring, key };
}

/** Opens it and keeps the key for this process, so that its vault opens from now on. */
export async function holdOpened(
  ctx: Pick<WriteContext, "db">,
  keyringSource: KeyringSource,
  passphrase: SecretText,
): Promise<Keyring> {
  try {
    const { file, keyring, key } = await openSealedFile(ctx, keyringSource, passphrase);
    holdKey(file, key);
    return keyring;
  } catch (error) {
    throw asOperationError(error);
  }
}

/** A database that has no vault yet takes any keyring. */
export function refuseOther(
  { db }: Pick<WriteContext, "db">,
  vaultId: string,
  keyringSource: KeyringSource,
): void {
  const known = findSetting(db.reader, "vault_id");
  if (known !== null && known !== vaultId)
    throw new OperationError("keyring_of_another_vault", { file: nameOfSource(keyringSource) });
}
