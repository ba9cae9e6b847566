import type { Database } from "better-sqlite3";
import { CHAIN_START, chainValue } from "#db/audit-chain.ts";
import type { Db } from "#db/client.ts";
import { noteTransaction, prepared } from "#db/prepared.ts";
import type { auditLog } from "#db/schema.ts";

declare const writable: unique symbol;

/** A writable transaction. Only `mutate` makes one. */
export type Tx = Db["drizzle"] & { readonly [writable]: true };

/** Who does it and when; every audit row carries both. */
export type Stamp = { actorKind: typeof auditLog.$inferInsert.actorKind; actor: string; atMs: number };

/** `subject` is the id of the thing acted on. `details` hold facts that are safe to show: never a secret. */
export type AuditEntry = { event: string; subject: string; details?: Record<string, unknown> };

/** Said by a deed that found nothing to change; it leaves no audit row. */
export const NO_CHANGE = Symbol("no change");

/**
 * Said by a deed whose rows are a record themselves, such as one result of a sweep whose start and end are in the audit
 * log; it leaves no audit row.
 */
export const OWN_RECORD = Symbol("its own record");

/** Written without the query builder, because every deed waits for it with the database's write lock held. */
const INSERT_AUDIT =
  "INSERT INTO audit_log (id, at_ms, actor_kind, actor, event, subject, details, chain) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

export type Mutation<T> = {
  result: T;
  audit: AuditEntry | AuditEntry[] | typeof NO_CHANGE | typeof OWN_RECORD;
};

/**
 * Runs `work` in one `BEGIN IMMEDIATE` transaction and writes its audit rows in the same transaction.
 *
 * A deferred transaction that turns into a writer fails at once when another one writes, whatever the
 * busy timeout says; an immediate one waits. `work` is synchronous: better-sqlite3 transactions
 * cannot await, and a promise is refused.
 */
export function mutate<T>(db: Db, stamp: Stamp, work: (tx: Tx) => NotAsync<Mutation<T>>): T {
  return db.drizzle.transaction(
    (tx) => {
      drivers.set(tx, db.raw);
      noteTransaction(tx, db.reader);
      const outcome = work(tx as unknown as Tx) as Mutation<T>;
      if (outcome.audit === NO_CHANGE || outcome.audit === OWN_RECORD) return outcome.result;
      const entries = Array.isArray(outcome.audit) ? outcome.audit : [outcome.audit];
      if (entries.length === 0) throw new Error("A mutation must say what it did.");
      let end = chainEnd(db.raw);
      for (const entry of entries) end = writeAudit(db.raw, stamp, entry, end);
      return outcome.result;
    },
    { behavior: "immediate" },
  );
}

/** Where the next row goes: its id, and the chain value that it follows. */
type ChainEnd = { nextId: number; chain: Uint8Array };

/**
 * The end of the chain, read under the write lock. The next id is SQLite's own counter, which goes on where it was when
 * the newest rows are taken out: what is written then leaves a gap that verifying finds.
 */
function chainEnd(driver: Database): ChainEnd {
  const found = prepared(driver, END).get() as { last: number | null; chain: Buffer | null };
  return { nextId: (found.last ?? 0) + 1, chain: found.chain ?? CHAIN_START };
}

const END = `SELECT
  (SELECT seq FROM sqlite_sequence WHERE name = 'audit_log') AS last,
  (SELECT chain FROM audit_log ORDER BY id DESC LIMIT 1) AS chain`;

/** Writes one audit row at the end of the chain, and says where the next one goes. */
function writeAudit(
  driver: Database,
  stamp: Stamp,
  entry: AuditEntry,
  { nextId, chain }: ChainEnd,
): ChainEnd {
  const { actorKind, atMs } = stamp;
  const { event } = entry;
  // SQLite would give half a character back as another text than the one that the value was made over.
  const [actor, subject] = [stamp.actor.toWellFormed(), entry.subject.toWellFormed()];
  const details = JSON.stringify(entry.details ?? {});
  const own = chainValue(chain, { id: nextId, atMs, actorKind, actor, event, subject, details });
  prepared(driver, INSERT_AUDIT).run(nextId, atMs, actorKind, actor, event, subject, details, own);
  return { nextId: nextId + 1, chain: own };
}

const drivers = new WeakMap<object, Database>();

/** The connection that a transaction runs on, for statements that the query builder would make slow. */
export function driverOf(tx: Tx): Database {
  const driver = drivers.get(tx);
  if (!driver) throw new Error("Only mutate hands out transactions.");
  return driver;
}

type NotAsync<T> = T extends PromiseLike<unknown> ? never : T;
