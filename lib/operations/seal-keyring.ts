import { existsSync } from "node:fs";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { initialiseVault, type VaultInitialisation } from "#lib/operations/initialise-vault.ts";
import { openSealedFile, refuseOther } from "#lib/operations/open-keyring.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { holdKey } from "#lib/vault/held-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { readKeyringFile, readSealedKeyring, replaceKeyringFile } from "#lib/vault/keyring-file.ts";
import { newSealingKey, type SealingKey } from "#lib/vault/keyring-passphrase.ts";

/**
 * Seals the keys of a plain keyring file under a passphrase, in its place. A console that runs stays open until it is
 * locked or started anew; from then on it waits for the passphrase.
 *
 * Throws `keyring_sealed_already`, `keyring_passphrase_short`, and what reading the file throws.
 */
export async function sealKeyring(
  ctx: WriteContext,
  keyringFile: string,
  passphrase: SecretText,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  try {
    refuseSealed(keyringFile);
    refuseOther(ctx, readKeyringFile(keyringFile).vaultId, keyringFile);
    const key = await newSealingKey(passphrase);
    replaceAudited(ctx, keyringFile, { from: "plain", to: key });
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Makes a sealed keyring file a plain one again. Throws `keyring_not_sealed`, `keyring_passphrase_wrong`. */
export async function removeKeyringSeal(
  ctx: WriteContext,
  keyringFile: string,
  passphrase: SecretText,
): Promise<void> {
  authorise(ctx.actor, "key:manage");
  try {
    const { key } = await openSealedFile(ctx, keyringFile, passphrase);
    holdKey(keyringFile, key);
    replaceAudited(ctx, keyringFile, { from: key, to: "plain" });
  } catch (error) {
    throw asOperationError(error);
  }
}

/** Makes a new vault whose keyring is sealed from the start, and holds its key in this process. */
export async function initialiseSealedVault(
  ctx: WriteContext,
  keyringFile: string,
  passphrase: SecretText,
): Promise<VaultInitialisation> {
  authorise(ctx.actor, "key:manage");
  if (existsSync(keyringFile)) throw new OperationError("keyring_exists", { file: keyringFile });
  try {
    const key = await newSealingKey(passphrase);
    holdKey(keyringFile, key);
    return initialiseVault(ctx, keyringFile, key);
  } catch (error) {
    throw asOperationError(error);
  }
}

function refuseSealed(keyringFile: string): void {
  if (readSealedKeyring(keyringFile))
    throw new OperationError("keyring_sealed_already", { file: keyringFile });
}

type Sealing = SealingKey | "plain";

/**
 * With the database's write lock held, so that a rotation cannot write the file at the same time. What cannot be
 * recorded is put back.
 */
function replaceAudited(
  ctx: WriteContext,
  keyringFile: string,
  change: { from: Sealing; to: Sealing },
): void {
  let replaced: Keyring | null = null;
  try {
    mutate(ctx, () => {
      if (change.from === "plain") refuseSealed(keyringFile);
      const keyring = readKeyringFile(keyringFile);
      replaceKeyringFile(keyringFile, keyring, change.to);
      replaced = keyring;
      const event = change.to === "plain" ? "vault.seal_removed" : "vault.keyring_sealed";
      return { result: undefined, audit: { event, subject: keyring.vaultId } };
    });
  } catch (error) {
    if (replaced) replaceKeyringFile(keyringFile, replaced, change.from);
    throw error;
  }
}
