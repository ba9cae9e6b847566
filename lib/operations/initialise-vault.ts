import { existsSync } from "node:fs";
import { insertDataKey, listDataKeys } from "#db/repositories/data-keys.ts";
import { findSetting, saveSetting } from "#db/repositories/settings.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { createDataKey } from "#lib/vault/data-key.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { createKeyringFile } from "#lib/vault/keyring-file.ts";
import type { SealingKey } from "#lib/vault/keyring-passphrase.ts";
import { type KeyringSource, nameOfSource, readKeyring, readSealed } from "#lib/vault/keyring-source.ts";

export type VaultInitialisation = { vaultId: string; created: boolean };

/**
 * Makes the keyring file and the first data keys, or finds that they are there.
 *
 * A keyring is never made for a database that already has envelopes: when the file is missing then,
 * that is a loss to repair from a backup, and a new key would hide it. A keyring file without a
 * database (a crash between the two, or a restored file) is adopted, and so is one that a program prints. With a sealing key a new one is sealed under it.
 */
export function initialiseVault(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  sealingKey: SealingKey | null = null,
): VaultInitialisation {
  authorise(ctx.actor, "key:manage");
  try {
    const known = findSetting(ctx.db.reader, "vault_id");
    if (known !== null) return confirmVault(known, keyringSource);
    if (typeof keyringSource === "string") createIfAbsent(keyringSource, sealingKey);
    return adoptKeyring(ctx, readKeyring(keyringSource), keyringSource);
  } catch (error) {
    throw asOperationError(error);
  }
}

function confirmVault(vaultId: string, keyringSource: KeyringSource): VaultInitialisation {
  // A sealed keyring says which vault it is of without being opened.
  const keyring = readSealed(keyringSource) ?? readKeyring(keyringSource);
  if (keyring.vaultId !== vaultId)
    throw new OperationError("keyring_of_another_vault", { file: nameOfSource(keyringSource) });
  return { vaultId, created: false };
}

function createIfAbsent(file: string, sealingKey: SealingKey | null): void {
  if (existsSync(file)) return;
  try {
    createKeyringFile(file, Date.now(), sealingKey);
  } catch (error) {
    // Another process starting at the same moment made it; its file is read next.
    if (!(error instanceof Error && "code" in error && error.code === "keyring_exists")) throw error;
  }
}

function adoptKeyring(
  ctx: WriteContext,
  keyring: Keyring,
  keyringSource: KeyringSource,
): VaultInitialisation {
  const { vaultId } = keyring;
  return mutate(ctx, (tx) => {
    const known = findSetting(tx, "vault_id");
    if (known !== null && known !== vaultId) {
      throw new OperationError("keyring_of_another_vault", { file: nameOfSource(keyringSource) });
    }
    if (listDataKeys(tx).length === 0) {
      insertDataKey(tx, createDataKey(keyring, "seal", ctx.nowMs));
      insertDataKey(tx, createDataKey(keyring, "fingerprint", ctx.nowMs));
    }
    saveSetting(tx, "vault_id", vaultId);
    return {
      result: { vaultId, created: true },
      audit: { event: "vault.initialised", subject: vaultId },
    };
  });
}
