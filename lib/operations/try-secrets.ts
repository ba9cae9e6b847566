import type { Db } from "#db/client.ts";
import { listDataKeys } from "#db/repositories/data-keys.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { listHeld } from "#lib/operations/reseal-batch.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { openVault } from "#lib/vault/vault.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** How many secrets were opened, one of each kind that there is. None of them is handed out. */
export type TriedSecrets = number;

/** Of each kind so many are tried at most: one that was changed outside the console does not open, and says little. */
const TRIED_MAX = 16;

/**
 * Opens one secret of each kind that the database holds, in memory, and drops it: that data keys unwrap does not show
 * yet that what they sealed is whole. OperationError `drill_secret_refused` when none of a kind opens.
 */
export function trySecrets(db: Db, keyring: Keyring): TriedSecrets {
  const { opener } = openVault(keyring, listDataKeys(db.reader));
  let opened = 0;
  for (const [table, held] of listHeld(db.reader, TRIED_MAX)) {
    if (held.length === 0) continue;
    const isOpened = held.some(({ sealed, place }) => {
      try {
        return opener.open(sealed, place).length > 0;
      } catch (error) {
        if (error instanceof VaultError) return false;
        throw error;
      }
    });
    if (!isOpened) throw new OperationError("drill_secret_refused", { table });
    opened += 1;
  }
  return opened;
}
