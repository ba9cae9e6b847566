import { and, asc, eq } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { orderOverrides } from "#db/schema.ts";

export type OrderOverrideRow = typeof orderOverrides.$inferSelect;

export function listOrderOverrides(db: Reader, gatewayId: string): OrderOverrideRow[] {
  return db
    .select()
    .from(orderOverrides)
    .where(eq(orderOverrides.gatewayId, gatewayId))
    .orderBy(asc(orderOverrides.agentId), asc(orderOverrides.provider))
    .all();
}

export function findOrderOverride(
  db: Reader,
  key: { gatewayId: string; agentId: string; provider: string },
): OrderOverrideRow | null {
  return db.select().from(orderOverrides).where(sameKey(key)).get() ?? null;
}

export function saveOrderOverride(tx: Tx, row: typeof orderOverrides.$inferInsert): void {
  const { profileIds = null, version, changedAtMs, changedBy } = row;
  tx.insert(orderOverrides)
    .values(row)
    .onConflictDoUpdate({
      target: [orderOverrides.gatewayId, orderOverrides.agentId, orderOverrides.provider],
      set: { profileIds, version, changedAtMs, changedBy },
    })
    .run();
}

export function deleteOrderOverride(
  tx: Tx,
  key: { gatewayId: string; agentId: string; provider: string },
): void {
  tx.delete(orderOverrides).where(sameKey(key)).run();
}

function sameKey(key: { gatewayId: string; agentId: string; provider: string }) {
  return and(
    eq(orderOverrides.gatewayId, key.gatewayId),
    eq(orderOverrides.agentId, key.agentId),
    eq(orderOverrides.provider, key.provider),
  );
}
