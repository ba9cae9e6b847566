import { and, desc, eq, inArray, lt, max, notInArray } from "drizzle-orm";
import { failoverObservations } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import type { FailoverObservation } from "#lib/domain/failover.ts";

export type FailoverRow = typeof failoverObservations.$inferSelect;

/** How each agent and provider of a gateway was seen last; of all gateways without an id. */
export function listLastFailovers(db: Reader, gatewayId?: string): FailoverRow[] {
  const ofGateway = gatewayId === undefined ? undefined : eq(failoverObservations.gatewayId, gatewayId);
  const last = lastIds(db).where(ofGateway);
  return db.select().from(failoverObservations).where(inArray(failoverObservations.id, last)).all();
}

/** What was seen of one agent and provider, newest first. */
export function listFailovers(
  db: Reader,
  { gatewayId, agentId, provider }: { gatewayId: string; agentId: string; provider: string },
  limit: number,
): FailoverRow[] {
  const where = and(
    eq(failoverObservations.gatewayId, gatewayId),
    eq(failoverObservations.agentId, agentId),
    eq(failoverObservations.provider, provider),
  );
  return db
    .select()
    .from(failoverObservations)
    .where(where)
    .orderBy(desc(failoverObservations.id))
    .limit(limit)
    .all();
}

export function insertFailover(
  tx: Tx,
  row: FailoverObservation & { gatewayId: string; agentId: string; provider: string },
): void {
  tx.insert(failoverObservations).values(row).run();
}

export function replaceFailover(tx: Tx, id: number, observation: FailoverObservation): void {
  tx.update(failoverObservations).set(observation).where(eq(failoverObservations.id, id)).run();
}

/** Forgets moves before a moment, but never how it is now. */
export function deleteFailoversBefore(tx: Tx, beforeMs: number): number {
  const isOld = lt(failoverObservations.seenAtMs, beforeMs);
  const where = and(isOld, notInArray(failoverObservations.id, lastIds(tx)));
  return tx.delete(failoverObservations).where(where).run().changes;
}

function lastIds(db: Reader) {
  const { gatewayId, agentId, provider } = failoverObservations;
  return db
    .select({ id: max(failoverObservations.id) })
    .from(failoverObservations)
    .groupBy(gatewayId, agentId, provider)
    .$dynamic();
}
