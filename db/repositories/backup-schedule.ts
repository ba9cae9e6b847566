import { and, desc, eq, gt, isNull, lt, ne, not, notInArray, or, sql } from "drizzle-orm";
import { type BackupFailure, backupRuns, backupSchedule } from "#db/backup-schema.ts";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";

export type BackupScheduleRow = Omit<typeof backupSchedule.$inferSelect, "id">;
export type BackupRunRow = typeof backupRuns.$inferSelect;

export function findBackupSchedule(db: Reader): BackupScheduleRow | null {
  const row = schedule(db).get();
  if (!row) return null;
  const { id: _, ...rest } = row;
  return rest;
}

const schedule = keptQuery((db) => db.select().from(backupSchedule).prepare());

export function saveBackupSchedule(tx: Tx, row: BackupScheduleRow): void {
  tx.insert(backupSchedule)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: backupSchedule.id, set: row })
    .run();
}

export function deleteBackupSchedule(tx: Tx): boolean {
  return tx.delete(backupSchedule).run().changes === 1;
}

/** Newest first. */
export function listBackupRuns(db: Reader, limit: number): BackupRunRow[] {
  return db.select().from(backupRuns).orderBy(desc(backupRuns.id)).limit(limit).all();
}

export function findBackupRun(db: Reader, id: number): BackupRunRow | null {
  return db.select().from(backupRuns).where(eq(backupRuns.id, id)).get() ?? null;
}

/** The last one, whatever came of it. Asked every few seconds. */
export function lastBackupRun(db: Reader): BackupRunRow | null {
  return lastRun(db).get() ?? null;
}

const lastRun = keptQuery((db) =>
  db.select().from(backupRuns).orderBy(desc(backupRuns.id)).limit(1).prepare(),
);

/** Those whose files were not taken away, newest first. */
export function listKeptBackups(db: Reader): BackupRunRow[] {
  const isKept = and(eq(backupRuns.state, "done"), isNull(backupRuns.removedAtMs));
  return db.select().from(backupRuns).where(isKept).orderBy(desc(backupRuns.id)).all();
}

type NewRun = Pick<BackupRunRow, "file" | "startedAtMs" | "startedBy" | "leaseUntilMs">;

/** Its id. There is one running at most. */
export function insertBackupRun(tx: Tx, row: NewRun): number {
  const values = { ...row, state: "running" as const };
  return tx.insert(backupRuns).values(values).returning({ id: backupRuns.id }).get().id;
}

/** False when the run is not this process's any more. */
export function extendBackupLease(tx: Tx, id: number, lease: { nowMs: number; untilMs: number }): boolean {
  const isOurs = and(
    eq(backupRuns.id, id),
    eq(backupRuns.state, "running"),
    gt(backupRuns.leaseUntilMs, lease.nowMs),
  );
  return tx.update(backupRuns).set({ leaseUntilMs: lease.untilMs }).where(isOurs).run().changes === 1;
}

type End = { finishedAtMs: number } & (
  | { state: "done"; bytes: number }
  | { state: "failed"; error: BackupFailure }
);

export function endBackupRun(tx: Tx, id: number, end: End): void {
  const isRunning = and(eq(backupRuns.id, id), eq(backupRuns.state, "running"));
  tx.update(backupRuns).set(end).where(isRunning).run();
}

/**
 * Forgets runs that began before a time, and those that are more than so many, but none whose file is still kept, nor one
 * that is running.
 */
export function forgetOldBackupRuns(tx: Tx, { beforeMs, most }: { beforeMs: number; most: number }): void {
  const isKept = and(eq(backupRuns.state, "done"), isNull(backupRuns.removedAtMs));
  const newest = tx.select({ id: backupRuns.id }).from(backupRuns).orderBy(desc(backupRuns.id)).limit(most);
  const isOld = or(lt(backupRuns.startedAtMs, beforeMs), notInArray(backupRuns.id, newest));
  tx.delete(backupRuns)
    .where(and(isOld, ne(backupRuns.state, "running"), not(isKept ?? sql`0`)))
    .run();
}

export function noteBackupRemoved(tx: Tx, id: number, atMs: number): void {
  tx.update(backupRuns).set({ removedAtMs: atMs }).where(eq(backupRuns.id, id)).run();
}

export function noteBackupTried(tx: Tx, id: number, atMs: number): void {
  tx.update(backupRuns).set({ triedAtMs: atMs }).where(eq(backupRuns.id, id)).run();
}
