import { and, desc, eq } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { driverOf, type Tx } from "#db/mutate.ts";
import { keptQuery, prepared } from "#db/prepared.ts";
import { keyRotations } from "#db/vault-schema.ts";

export type KeyRotationRow = typeof keyRotations.$inferSelect;
export type RotationKind = KeyRotationRow["kind"];

/** The rotation that runs, of which there is one at most. */
export function findRunningRotation(db: Reader): KeyRotationRow | null {
  return runningRotation(db).get() ?? null;
}

const runningRotation = keptQuery((db) =>
  db.select().from(keyRotations).where(eq(keyRotations.state, "running")).prepare(),
);

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
  return prepared(driverOf(tx), LEASE).run({ id, ...lease }).changes === 1;
}

const LEASE = `UPDATE key_rotations SET lease_holder = @holder, lease_until_ms = @untilMs
  WHERE id = @id AND state = 'running' AND (lease_holder = @holder OR lease_until_ms <= @nowMs)`;

export function releaseRotation(tx: Tx, id: number, holder: string): void {
  const isOurs = and(eq(keyRotations.id, id), eq(keyRotations.leaseHolder, holder));
  tx.update(keyRotations).set({ leaseHolder: null, leaseUntilMs: 0 }).where(isOurs).run();
}

/** Counts rows that were moved. Rows written meanwhile are moved too, so the total grows when it has to. */
export function noteRotated(tx: Tx, id: number, moved: number): void {
  prepared(driverOf(tx), NOTE).run({ id, moved });
}

const NOTE = `UPDATE key_rotations SET done = done + @moved, total = max(total, done + @moved) WHERE id = @id`;

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
