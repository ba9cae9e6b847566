import { eq, lte } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { gatewayHosts, joinTokens } from "#db/gateway-schema.ts";
import type { Tx } from "#db/mutate.ts";

export type GatewayHostRow = typeof gatewayHosts.$inferSelect;
export type JoinTokenRow = typeof joinTokens.$inferSelect;

/** Null for a gateway on the console's own host. */
export function findGatewayHost(db: Reader, gatewayId: string): GatewayHostRow | null {
  return db.select().from(gatewayHosts).where(eq(gatewayHosts.gatewayId, gatewayId)).get() ?? null;
}

export function saveGatewayHost(tx: Tx, row: GatewayHostRow): void {
  const { gatewayId: _, ...set } = row;
  tx.insert(gatewayHosts).values(row).onConflictDoUpdate({ target: gatewayHosts.gatewayId, set }).run();
}

export function updateGatewayHost(tx: Tx, gatewayId: string, change: Partial<GatewayHostRow>): void {
  tx.update(gatewayHosts).set(change).where(eq(gatewayHosts.gatewayId, gatewayId)).run();
}

export function findJoinToken(db: Reader, tokenHash: string): JoinTokenRow | null {
  return db.select().from(joinTokens).where(eq(joinTokens.tokenHash, tokenHash)).get() ?? null;
}

/** Keeps a token in the place of an earlier one for the same name, and forgets those that are over. */
export function saveJoinToken(tx: Tx, row: JoinTokenRow): void {
  tx.delete(joinTokens).where(lte(joinTokens.expiresAtMs, row.createdAtMs)).run();
  tx.delete(joinTokens).where(eq(joinTokens.name, row.name)).run();
  tx.insert(joinTokens).values(row).run();
}

export function useJoinToken(tx: Tx, id: string, gatewayId: string, usedHash: string): void {
  tx.update(joinTokens).set({ gatewayId, usedHash }).where(eq(joinTokens.id, id)).run();
}
