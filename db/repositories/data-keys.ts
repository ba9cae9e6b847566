import { asc } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { dataKeys } from "#db/schema.ts";

export type DataKeyRow = typeof dataKeys.$inferSelect;

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
