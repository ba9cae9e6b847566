import { and, count, desc, eq, inArray, isNotNull, lt, ne, notInArray } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { probeSweeps, probes } from "#db/probe-schema.ts";

export type ProbeSweepRow = typeof probeSweeps.$inferSelect;

export function findSweep(db: Reader, id: string): ProbeSweepRow | null {
  return db.select().from(probeSweeps).where(eq(probeSweeps.id, id)).get() ?? null;
}

/** The scheduled sweep that runs, of which there is one at most. */
export function findRunningSchedule(db: Reader): ProbeSweepRow | null {
  const where = and(eq(probeSweeps.origin, "schedule"), eq(probeSweeps.state, "running"));
  return db.select().from(probeSweeps).where(where).get() ?? null;
}

/** Newest first. */
export function listSweeps(
  db: Reader,
  { limit, offset }: { limit: number; offset: number },
): ProbeSweepRow[] {
  return db
    .select()
    .from(probeSweeps)
    .orderBy(desc(probeSweeps.startedAtMs), desc(probeSweeps.id))
    .limit(limit)
    .offset(offset)
    .all();
}

export function countSweeps(db: Reader): number {
  return db.select({ sweeps: count() }).from(probeSweeps).get()?.sweeps ?? 0;
}

/** How many probes a sweep has and how many of them are over. */
export function sweepProgress(db: Reader, sweepId: string): { total: number; done: number } {
  const row = db
    .select({ total: count(), done: count(probes.finishedAtMs) })
    .from(probes)
    .where(eq(probes.sweepId, sweepId))
    .get();
  return { total: row?.total ?? 0, done: row?.done ?? 0 };
}

/** A sweep's results by their status. */
export function countSweepResults(
  db: Reader,
  sweepId: string,
): { status: NonNullable<typeof probes.$inferSelect.status>; probes: number }[] {
  return db
    .select({ status: probes.status, probes: count() })
    .from(probes)
    .where(and(eq(probes.sweepId, sweepId), isNotNull(probes.status)))
    .groupBy(probes.status)
    .all()
    .flatMap(({ status, probes: found }) => (status === null ? [] : [{ status, probes: found }]));
}

/** Another text after each result of a running sweep; its start and end are in the audit log. */
export function probesMark(db: Reader): string {
  return runningProbes(db)
    .all()
    .map(({ id, done }) => `${id} ${done}`)
    .join(" ");
}

const runningProbes = keptQuery((db) =>
  db
    .select({ id: probeSweeps.id, done: count(probes.finishedAtMs) })
    .from(probeSweeps)
    .leftJoin(probes, eq(probes.sweepId, probeSweeps.id))
    .where(eq(probeSweeps.state, "running"))
    .groupBy(probeSweeps.id)
    .prepare(),
);

export function insertSweep(tx: Tx, row: typeof probeSweeps.$inferInsert): void {
  tx.insert(probeSweeps).values(row).run();
}

/** Changes a sweep that is running; says whether it was. */
export function updateRunningSweep(
  tx: Tx,
  id: string,
  change: Partial<Omit<typeof probeSweeps.$inferInsert, "id">>,
): boolean {
  const where = and(eq(probeSweeps.id, id), eq(probeSweeps.state, "running"));
  return tx.update(probeSweeps).set(change).where(where).run().changes > 0;
}

/** The sweeps that claim to run and whose process let its lease lapse. */
export function listLapsedSweeps(db: Reader, nowMs: number): ProbeSweepRow[] {
  return db
    .select()
    .from(probeSweeps)
    .where(and(eq(probeSweeps.state, "running"), lt(probeSweeps.leaseUntilMs, nowMs)))
    .all();
}

/** Deletes the sweeps that were about this gateway and no other. */
export function deleteSweepsOf(tx: Tx, gatewayId: string): void {
  const sweepsOf = (where: ReturnType<typeof eq>) =>
    tx.selectDistinct({ id: probes.sweepId }).from(probes).where(where);
  const own = inArray(probeSweeps.id, sweepsOf(eq(probes.gatewayId, gatewayId)));
  const shared = notInArray(probeSweeps.id, sweepsOf(ne(probes.gatewayId, gatewayId)));
  tx.delete(probeSweeps).where(and(own, shared)).run();
}
