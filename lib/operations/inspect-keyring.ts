import { listDataKeys } from "#db/repositories/data-keys.ts";
import { authorise, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { readOwnKeyring } from "#lib/operations/start-rotation.ts";
import { unwrapDataKey } from "#lib/vault/data-key.ts";
import { type KeyringSource, nameOfSource } from "#lib/vault/keyring-source.ts";

/** A key of the keyring, without the key: how many data keys are wrapped under it. */
export type KeyringKeyItem = { id: string; createdAtMs: number; isCurrent: boolean; wraps: number };

/** `source` is the path of the file, or of the program that prints the keyring. */
export type KeyringReport = { source: string } & (
  | { opens: true; keys: KeyringKeyItem[] }
  /** Why the vault does not open. */
  | { opens: false; refusal: OperationError }
);

/** Whether this keyring opens every data key of this database, and which keys it has. Nothing sealed is opened. */
export function inspectKeyring(ctx: WriteContext, keyringSource: KeyringSource): KeyringReport {
  authorise(ctx.actor, "key:read");
  const rows = listDataKeys(ctx.db.reader);
  const source = nameOfSource(keyringSource);
  try {
    const keyring = readOwnKeyring(ctx, keyringSource);
    for (const row of rows) unwrapDataKey(keyring, row);
    const wraps = (id: string) => rows.filter(({ keyringKeyId }) => keyringKeyId === id).length;
    const items = [...keyring.keys.values()].map(({ id, createdAt }) => ({
      id,
      createdAtMs: Date.parse(createdAt),
      isCurrent: id === keyring.current.id,
      wraps: wraps(id),
    }));
    return { source, opens: true, keys: items };
  } catch (error) {
    const refusal = asOperationError(error);
    if (refusal instanceof OperationError) return { source, opens: false, refusal };
    throw error;
  }
}
