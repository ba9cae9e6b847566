import { CHAIN_START, type ChainedRow, chainValue } from "#db/audit-chain.ts";
import { auditCheckpoints, auditVerification } from "#db/audit-schema.ts";
import type { Db, Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { prepared } from "#db/prepared.ts";
import type { BadRow } from "#lib/domain/audit-fault.ts";

/** A place in the chain: the id of a row and its chain value. */
export type ChainPoint = { id: number; chain: Uint8Array };

/** Before the first row. */
export const BEFORE_FIRST: ChainPoint = { id: 0, chain: CHAIN_START };

type StoredRow = ChainedRow & { chain: Buffer | null };

const COLUMNS = "id, at_ms AS atMs, actor_kind AS actorKind, actor, event, subject, details, chain";
const AFTER = `SELECT ${COLUMNS} FROM audit_log WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`;
const FROM = `SELECT ${COLUMNS} FROM audit_log WHERE id >= ? ORDER BY id`;

/**
 * Checks the next `limit` rows after a place, up to the row `untilId`. `end` is the last row that is as it was written;
 * `bad` the first that is not. Both are of one moment: rows are only ever added.
 */
export function checkStretch(
  db: Db,
  after: ChainPoint,
  { untilId, limit }: { untilId: number; limit: number },
): { end: ChainPoint; bad: BadRow | null; isLast: boolean } {
  const rows = prepared(db.raw, AFTER).all(after.id, untilId, limit) as StoredRow[];
  let end = after;
  for (const row of rows) {
    const bad = badRow(db, end, row);
    if (bad) return { end, bad, isLast: true };
    end = { id: row.id, chain: row.chain ?? CHAIN_START };
  }
  return { end, bad: null, isLast: rows.length < limit };
}

function badRow(db: Db, before: ChainPoint, row: StoredRow): BadRow | null {
  const id = before.id + 1;
  if (row.id === id && row.chain?.equals(chainValue(before.chain, row))) return null;
  if (standsElsewhere(db, before, row)) return { id, fault: "reordered" };
  return { id, fault: row.id === id ? "edited" : "missing" };
}

/** Whether a later row is the one that belongs after `before`, under the chain value it has or the one of this place. */
function standsElsewhere(db: Db, before: ChainPoint, here: StoredRow): boolean {
  const id = before.id + 1;
  for (const row of db.raw.prepare(FROM).iterate(here.id) as IterableIterator<StoredRow>) {
    if (row.id === id) continue;
    const value = chainValue(before.chain, { ...row, id });
    if (row.chain?.equals(value) || (here.id === id && here.chain?.equals(value))) return true;
  }
  return false;
}

/** How many rows were ever written, by SQLite's own counter, and the id of the newest that is there. */
export function auditExtent(db: Db): { written: number; lastId: number } {
  return prepared(db.raw, EXTENT).get() as { written: number; lastId: number };
}

const EXTENT = `SELECT
  coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit_log'), 0) AS written,
  coalesce((SELECT max(id) FROM audit_log), 0) AS lastId`;

/** The chain value that a row has; null when there is no such row. */
export function findChainValue(db: Db, id: number): Buffer | null {
  const found = prepared(db.raw, "SELECT chain FROM audit_log WHERE id = ?").get(id) as
    | { chain: Buffer | null }
    | undefined;
  return found?.chain ?? null;
}

/** The kept checkpoints, those of fewer rows first. */
export function listCheckpoints(db: Reader): { rows: number; atMs: number; document: string }[] {
  return db.select().from(auditCheckpoints).orderBy(auditCheckpoints.rows).all();
}

/** Keeps a checkpoint; of two of the same rows the first stays. */
export function insertCheckpoint(tx: Tx, row: typeof auditCheckpoints.$inferInsert): void {
  tx.insert(auditCheckpoints).values(row).onConflictDoNothing().run();
}

/** What came of the last time the log was verified; null when it never was. */
export type KeptVerification = { atMs: number; rows: number; bad: BadRow | null };

export function findVerification(db: Reader): KeptVerification | null {
  const row = db.select().from(auditVerification).get();
  if (!row) return null;
  const { atMs, rows, badId, fault } = row;
  return { atMs, rows, bad: badId === null || fault === null ? null : { id: badId, fault } };
}

export function saveVerification(tx: Tx, { atMs, rows, bad }: KeptVerification): void {
  const values = { id: 1, atMs, rows, badId: bad?.id ?? null, fault: bad?.fault ?? null };
  tx.insert(auditVerification)
    .values(values)
    .onConflictDoUpdate({ target: auditVerification.id, set: values })
    .run();
}
