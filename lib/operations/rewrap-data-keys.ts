import type { Tx } from "#db/mutate.ts";
import { listDataKeys, updateWrapping } from "#db/repositories/data-keys.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { readOwnKeyring } from "#lib/operations/start-rotation.ts";
import { rewrapDataKey } from "#lib/vault/data-key.ts";
import { replaceKeyringFile } from "#lib/vault/keyring-file.ts";
import { withCurrentKey, withOnlyKeys } from "#lib/vault/keyring-format.ts";
import { type KeyringSource, writableFile } from "#lib/vault/keyring-source.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** Gives the keyring file a new current key of this id beside those in use, unless it has it already. */
export function addKeyringKey(ctx: WriteContext, keyringSource: KeyringSource, keyId: string): void {
  const keyring = readOwnKeyring(ctx, keyringSource);
  if (keyring.current.id === keyId) return;
  replaceKeyringFile(
    writableFile(keyringSource),
    withCurrentKey(withOnlyKeys(keyring, usedIds(ctx)), keyId, ctx.nowMs),
  );
}

/** Takes the keys out of the keyring file that no data key is wrapped under. */
export function dropUnusedKeyringKeys(ctx: WriteContext, keyringSource: KeyringSource): void {
  const keyring = readOwnKeyring(ctx, keyringSource);
  const kept = withOnlyKeys(keyring, usedIds(ctx));
  if (kept.keys.size < keyring.keys.size) replaceKeyringFile(writableFile(keyringSource), kept);
}

/** Wraps one data key under the keyring's current key. One that does not unwrap is left with its old wrapping. */
export function rewrapOne(
  ctx: WriteContext,
  tx: Tx,
  keyringSource: KeyringSource,
  dataKeyId: string,
): "moved" | "unmoved" | "unreadable" {
  const keyring = readOwnKeyring(ctx, keyringSource);
  const row = listDataKeys(tx).find(({ id }) => id === dataKeyId);
  if (!row || row.keyringKeyId === keyring.current.id) return "unmoved";
  try {
    return updateWrapping(tx, row, rewrapDataKey(keyring, row)) ? "moved" : "unmoved";
  } catch (error) {
    if (error instanceof VaultError) return "unreadable";
    throw error;
  }
}

function usedIds({ db }: WriteContext): ReadonlySet<string> {
  return new Set(listDataKeys(db.reader).map((row) => row.keyringKeyId));
}
