import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { dataKeys } from "#db/schema.ts";

export type DataKeyRow = Omit<typeof dataKeys.$inferSelect, "seals">;

/** Every data key, oldest first. There are few: one per purpose and rotation. */
export function listDataKeys(db: Reader): DataKeyRow[] {
  return db
    .select({
      id: dataKeys.id,
      purpose: dataKeys.purpose,
      keyringKeyId: dataKeys.keyringKeyId,
      wrapped: dataKeys.wrapped,
      createdAtMs: dataKeys.createdAtMs,
    })
    .from(dataKeys)
    .orderBy(asc(dataKeys.createdAtMs), asc(dataKeys.id))
    .all();
}

export function insertDataKey(tx: Tx, row: DataKeyRow): void {
  tx.insert(dataKeys).values(row).run();
}

/** The data key that seals. Asked before every seal, so that a process learns of a new one at once. */
export function newestSealKeyId(db: Reader): string | null {
  return newest(db).get()?.id ?? null;
}

const newest = keptQuery((db) =>
  db
    .select({ id: dataKeys.id })
    .from(dataKeys)
    .where(eq(dataKeys.purpose, "seal"))
    .orderBy(desc(dataKeys.createdAtMs), desc(dataKeys.id))
    .limit(1)
    .prepare(),
);

/** A data key without its bytes, and how many envelopes were written under it. */
export type DataKeyUse = Omit<typeof dataKeys.$inferSelect, "wrapped">;

/** Every data key's use, newest first. */
export function listDataKeyUse(db: Reader): DataKeyUse[] {
  const { id, purpose, keyringKeyId, createdAtMs, seals } = dataKeys;
  return db
    .select({ id, purpose, keyringKeyId, createdAtMs, seals })
    .from(dataKeys)
    .orderBy(desc(createdAtMs), desc(id))
    .all();
}

/** The most envelopes that were ever written under one data key. */
export function mostSeals(db: Reader): number {
  return (
    db
      .select({ seals: sql<number | null>`max(${dataKeys.seals})` })
      .from(dataKeys)
      .get()?.seals ?? 0
  );
}

/** Puts the same key, wrapped anew, in the place of its old wrapping; false when someone else did that meanwhile. */
export function updateWrapping(tx: Tx, before: DataKeyRow, after: DataKeyRow): boolean {
  const same = and(eq(dataKeys.id, before.id), eq(dataKeys.wrapped, before.wrapped));
  const { keyringKeyId, wrapped } = after;
  return tx.update(dataKeys).set({ keyringKeyId, wrapped }).where(same).run().changes === 1;
}

/** A trigger refuses a key under which anything is sealed still. */
export function deleteDataKey(tx: Tx, id: string): void {
  tx.delete(dataKeys).where(eq(dataKeys.id, id)).run();
}
