import { and, desc, eq, lte, or, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keyRotations } from "#db/vault-schema.ts";

export type KeyRotationRow = typeof keyRotations.$inferSelect;
export type RotationKind = KeyRotationRow["kind"];

/** The rotation that runs, of which there is one at most. */
export function findRunningRotation(db: Reader): KeyRotationRow | null {
  return db.select().from(keyRotations).where(eq(keyRotations.state, "running")).get() ?? null;
}

export function findLastRotation(db: Reader): KeyRotationRow | null {
  return db.select().from(keyRotations).orderBy(desc(keyRotations.id)).limit(1).get() ?? null;
}

/** Newest first. */
export function listRotations(db: Reader, limit: number): KeyRotationRow[] {
  return db.select().from(keyRotations).orderBy(desc(keyRotations.id)).limit(limit).all();
}

/** Another text after each step of a running rotation; its start and end are in the audit log. */
export function rotationMark(db: Reader): string {
  const running = findRunningRotation(db);
  return running ? `${running.id} ${running.done} ${running.cancelRequested}` : "";
}

type NewRotation = Pick<
  KeyRotationRow,
  "kind" | "targetId" | "total" | "startedAtMs" | "startedBy" | "leaseHolder" | "leaseUntilMs"
>;

export function insertRotation(tx: Tx, row: NewRotation): void {
  tx.insert(keyRotations)
    .values({ ...row, state: "running" })
    .run();
}

/** Makes `holder` the one who drives a running rotation until `untilMs`, unless another does so now. */
export function leaseRotation(
  tx: Tx,
  id: number,
  lease: { holder: string; nowMs: number; untilMs: number },
): boolean {
  const { holder, nowMs, untilMs } = lease;
  const isFree = or(eq(keyRotations.leaseHolder, holder), lte(keyRotations.leaseUntilMs, nowMs));
  const isOurs = and(eq(keyRotations.id, id), eq(keyRotations.state, "running"), isFree);
  const taken = tx
    .update(keyRotations)
    .set({ leaseHolder: holder, leaseUntilMs: untilMs })
    .where(isOurs)
    .run();
  return taken.changes === 1;
}

export function releaseRotation(tx: Tx, id: number, holder: string): void {
  const isOurs = and(eq(keyRotations.id, id), eq(keyRotations.leaseHolder, holder));
  tx.update(keyRotations).set({ leaseHolder: null, leaseUntilMs: 0 }).where(isOurs).run();
}

/** Counts rows that were moved. Rows written meanwhile are moved too, so the total grows when it has to. */
export function noteRotated(tx: Tx, id: number, moved: number): void {
  const done = sql<number>`${keyRotations.done} + ${moved}`;
  const total = sql<number>`max(${keyRotations.total}, ${done})`;
  tx.update(keyRotations).set({ done, total }).where(eq(keyRotations.id, id)).run();
}

export function requestRotationCancel(tx: Tx, id: number): void {
  tx.update(keyRotations).set({ cancelRequested: true }).where(eq(keyRotations.id, id)).run();
}

export function finishRotation(
  tx: Tx,
  id: number,
  end: { state: "done" | "cancelled"; unreadable: number; finishedAtMs: number },
): void {
  const row = { ...end, leaseHolder: null, leaseUntilMs: 0 };
  tx.update(keyRotations).set(row).where(eq(keyRotations.id, id)).run();
}
