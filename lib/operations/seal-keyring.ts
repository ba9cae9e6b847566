import { existsSync } from "node:fs";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { initialiseVault, type VaultInitialisation } from "#lib/operations/initialise-vault.ts";
import { openSealedFile, refuseOther } from "#lib/operations/open-keyring.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { holdKey } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { replaceKeyringFile } from "#lib/vault/keyring-file.ts";
import { newSealingKey, type SealingKey } from "#lib/vault/keyring-passphrase.ts";
import { type KeyringSource, readKeyring, readSealed, writableFile } from "#lib/vault/keyring-source.ts";

/**
 * Seals the keys of a plain keyring file under a passphrase, in its place. A console that runs stays open until it is
 * locked or started anew; from then on it waits for the passphrase.
 *
 * Throws `keyring_sealed_already`, `keyring_passphrase_short`, and what reading the file throws.
 */
export async function sealKeyring(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  passphrase: SecretText,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  try {
    const file = writableFile(keyringSource);
    refuseSealed(file);
    refuseOther(ctx, readKeyring(file).vaultId, file);
    const key = await newSealingKey(passphrase);
    replaceAudited(ctx, file, { from: "plain", to: key });
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Makes a sealed keyring file a plain one again. Throws `keyring_not_sealed`, `keyring_passphrase_wrong`. */
export async function removeKeyringSeal(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  passphrase: SecretText,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  try {
    const { file, key } = await openSealedFile(ctx, keyringSource, passphrase);
    holdKey(file, key);
    replaceAudited(ctx, file, { from: key, to: "plain" });
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Makes a new vault whose keyring is sealed from the start, and holds its key in this process. */
export async function initialiseSealedVault(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  passphrase: SecretText,
): Promise<VaultInitialisation> {
  authorise(ctx.actor, "key:manage");
  try {
    const file = writableFile(keyringSource);
    if (existsSync(file)) throw new OperationError("keyring_exists", { file });
    const key = await newSealingKey(passphrase);
    holdKey(file, key);
    return initialiseVault(ctx, file, key);
  } catch (error) {
    throw asOperationError(error);
  }
}

function refuseSealed(file: string): void {
  if (readSealed(file)) throw new OperationError("keyring_sealed_already", { file });
}

type Sealing = SealingKey | "plain";

/**
 * With the database's write lock held, so that a rotation cannot write the file at the same time. What cannot be
 * recorded is put back.
 */
function replaceAudited(ctx: WriteContext, file: string, change: { from: Sealing; to: Sealing }): void {
  let replaced: Keyring | null = null;
  try {
    mutate(ctx, () => {
      if (change.from === "plain") refuseSealed(file);
      const keyring = readKeyring(file);
      replaceKeyringFile(file, keyring, change.to);
      replaced = keyring;
      const event = change.to === "plain" ? "vault.seal_removed" : "vault.keyring_sealed";
      return { result: undefined, audit: { event, subject: keyring.vaultId } };
    });
  } catch (error) {
    if (replaced) replaceKeyringFile(file, replaced, change.from);
    throw error;
  }
}
