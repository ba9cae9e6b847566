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

type Held = { row: number; id: string; sealed: SealedSecret; place: Place };

/** Where each table's envelopes belong. The type demands every table that holds any. */
const HELD: Record<SealedTable, (db: Reader, page: SealedPage) => Held[]> = {
  credentials: (db, page) =>
    listSealedCredentials(db, page).map(({ row, id, sealed, profile }) => ({
      ...{ row, id, sealed },
      place: credentialPlace(id, profile),
    })),
  environment_keys: (db, page) =>
    listSealedKeys(db, page).map((row) => ({ ...row, place: environmentKeyPlace(row) })),
  alert_channels: (db, page) =>
    listSealedChannels(db, page).map((row) => ({ ...row, place: channelPlace(row) })),
  gateways: (db, page) => listSealedRpcTokens(db, page).map((row) => ({ ...row, place: rpcTokenPlace(row) })),
  totp_factors: (db, page) => listSealedTotp(db, page).map((row) => ({ ...row, place: totpPlace(row.id) })),
  oidc_provider: (db, page) =>
    listSealedProviders(db, page).map((row) => ({ ...row, place: oidcSecretPlace(row) })),
};

const TABLES = Object.keys(HELD) as SealedTable[];

/** The first envelopes of each table, with where they belong. */
export function listHeld(db: Reader, limit: number): [SealedTable, Held[]][] {
  return TABLES.map((table) => [table, HELD[table](db, { exceptKeyId: "", afterRow: 0, limit })]);
}

/** How far a walk through all envelopes is: in which table, and at which of its rows. */
export type Walk = { tableAt: number; afterRow: number };
export const START: Walk = { tableAt: 0, afterRow: 0 };

/**
 * Seals the next envelopes that are under another data key under this one, the newest. An envelope that does not open
 * is passed over: it stays as it is, with its key. `next` is null at the end.
 *
 * The walk goes through each table as its rows lie in the file, so that the rows of a batch share their pages.
 */
export function resealBatch(
  { opener }: Pick<OpeningContext, "opener">,
  tx: Tx,
  targetId: string,
  { tableAt, afterRow }: Walk,
): { moved: number; next: Walk | null } {
  const table = TABLES[tableAt];
  if (!table) return { moved: 0, next: null };
  const rows = HELD[table](tx, { exceptKeyId: targetId, afterRow, limit: BATCH_ROWS });
  const reseal = opener.resealing();
  const moved = rows.filter(({ id, sealed, place }) => {
    const after = unlessRefused(() => reseal(sealed, place));
    return after !== null && replaceSealed(tx, table, { id, before: sealed, after });
  }).length;
  const last = rows.at(-1);
  if (last && rows.length === BATCH_ROWS) return { moved, next: { tableAt, afterRow: last.row } };
  return { moved, next: tableAt + 1 < TABLES.length ? { tableAt: tableAt + 1, afterRow: 0 } : null };
}

function unlessRefused(reseal: () => SealedSecret): SealedSecret | null {
  try {
    return reseal();
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}
