import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import {
  listSealedChannels,
  listSealedCredentials,
  listSealedKeys,
  listSealedProviders,
  listSealedRpcTokens,
  listSealedTotp,
  replaceSealed,
  type SealedPage,
  type SealedTable,
} from "#db/repositories/sealed-rows.ts";
import type { Place } from "#lib/domain/place.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import { totpPlace } from "#lib/operations/accept-code.ts";
import {
  channelPlace,
  credentialPlace,
  environmentKeyPlace,
  rpcTokenPlace,
} from "#lib/operations/credential-place.ts";
import { oidcSecretPlace } from "#lib/operations/manage-oidc.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** So many that a batch is over in a few milliseconds: whoever wants to write waits that long. */
const BATCH_ROWS = 64;

type Held = { id: string; sealed: SealedSecret; place: Place };

/** Where each table's envelopes belong. The type demands every table that holds any. */
const HELD: Record<SealedTable, (db: Reader, page: SealedPage) => Held[]> = {
  credentials: (db, page) =>
    listSealedCredentials(db, page).map(({ id, sealed, profile }) => ({
      id,
      sealed,
      place: credentialPlace(id, profile),
    })),
  environment_keys: (db, page) =>
    listSealedKeys(db, page).map((row) => ({
      id: row.id,
      sealed: row.sealed,
      place: environmentKeyPlace(row),
    })),
  alert_channels: (db, page) =>
    listSealedChannels(db, page).map((row) => ({ id: row.id, sealed: row.sealed, place: channelPlace(row) })),
  gateways: (db, page) =>
    listSealedRpcTokens(db, page).map((row) => ({
      id: row.id,
      sealed: row.sealed,
      place: rpcTokenPlace(row),
    })),
  totp_factors: (db, page) => listSealedTotp(db, page).map((row) => ({ ...row, place: totpPlace(row.id) })),
  oidc_provider: (db, page) =>
    listSealedProviders(db, page).map((row) => ({
      id: row.id,
      sealed: row.sealed,
      place: oidcSecretPlace(row),
    })),
};

const TABLES = Object.keys(HELD) as SealedTable[];

/** How far a walk through all envelopes is. */
export type Walk = { tableAt: number; afterId: string };
export const START: Walk = { tableAt: 0, afterId: "" };

/**
 * Opens the next envelopes that are under another data key and seals them under this one, the newest. An envelope that
 * does not open is passed over: it stays as it is, with its key. `next` is null at the end.
 */
export function resealBatch(
  { opener, sealer }: Pick<OpeningContext, "opener" | "sealer">,
  tx: Tx,
  targetId: string,
  { tableAt, afterId }: Walk,
): { moved: number; next: Walk | null } {
  const table = TABLES[tableAt];
  if (!table) return { moved: 0, next: null };
  const rows = HELD[table](tx, { exceptKeyId: targetId, afterId, limit: BATCH_ROWS });
  const moved = rows.filter((row) => {
    const after = resealed(row);
    return after !== null && replaceSealed(tx, table, { id: row.id, before: row.sealed, after });
  }).length;
  const last = rows.at(-1);
  if (last && rows.length === BATCH_ROWS) return { moved, next: { tableAt, afterId: last.id } };
  return { moved, next: tableAt + 1 < TABLES.length ? { tableAt: tableAt + 1, afterId: "" } : null };

  function resealed({ sealed, place }: Held): SealedSecret | null {
    try {
      return sealer.seal(opener.open(sealed, place), place);
    } catch (error) {
      if (error instanceof VaultError) return null;
      throw error;
    }
  }
}
