import { and, asc, count, desc, eq, gt, isNull, lt, lte, ne, or, type SQL } from "drizzle-orm";
import { alertDeliveries } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import type { Notice } from "#lib/domain/notice.ts";

export type DeliveryRow = typeof alertDeliveries.$inferSelect;

/** Newest first; of one channel, or of all. */
export function listDeliveries(
  db: Reader,
  { limit, offset, channelId }: { limit: number; offset: number; channelId?: string | undefined },
): DeliveryRow[] {
  return db
    .select()
    .from(alertDeliveries)
    .where(ofChannel(channelId))
    .orderBy(desc(alertDeliveries.createdAtMs), desc(alertDeliveries.id))
    .limit(limit)
    .offset(offset)
    .all();
}

export function countDeliveries(db: Reader, channelId?: string): number {
  return db.select({ found: count() }).from(alertDeliveries).where(ofChannel(channelId)).get()?.found ?? 0;
}

const ofChannel = (channelId: string | undefined) =>
  channelId === undefined ? undefined : eq(alertDeliveries.channelId, channelId);

/** How many there are in each state; of those in the log. */
export function countDeliveriesByState(db: Reader): { state: DeliveryRow["state"]; deliveries: number }[] {
  return db
    .select({ state: alertDeliveries.state, deliveries: count() })
    .from(alertDeliveries)
    .groupBy(alertDeliveries.state)
    .all();
}

export function findDelivery(db: Reader, id: string): DeliveryRow | null {
  return db.select().from(alertDeliveries).where(eq(alertDeliveries.id, id)).get() ?? null;
}

/** The message of a channel that still takes in events; there is one at most. */
export function findGathering(db: Reader, channelId: string): DeliveryRow | null {
  const where = and(eq(alertDeliveries.channelId, channelId), eq(alertDeliveries.isGathering, true));
  return db.select().from(alertDeliveries).where(where).get() ?? null;
}

/** The last one of a channel that came to an end, or null. */
export function findLastEnded(db: Reader, channelId: string): DeliveryRow | null {
  const where = and(eq(alertDeliveries.channelId, channelId), ne(alertDeliveries.state, "pending"));
  const newest = [desc(alertDeliveries.finishedAtMs), desc(alertDeliveries.id)];
  return (
    db
      .select()
      .from(alertDeliveries)
      .where(where)
      .orderBy(...newest)
      .limit(1)
      .get() ?? null
  );
}

/** Writes a message, unless the channel has one of its key already; says whether it was written. */
export function insertDelivery(tx: Tx, row: typeof alertDeliveries.$inferInsert): boolean {
  return tx.insert(alertDeliveries).values(row).onConflictDoNothing().run().changes > 0;
}

export function replaceNotice(tx: Tx, id: string, notice: Notice): void {
  tx.update(alertDeliveries).set({ notice }).where(eq(alertDeliveries.id, id)).run();
}

/**
 * Messages that are due and that no process is sending, the oldest first. Times are compared with care for a clock that
 * was set back: a try that is further ahead than any can be planned is due, and so is one whose lease is longer than
 * one can be.
 */
export function listDueDeliveries(
  db: Reader,
  {
    nowMs,
    leaseMs,
    aheadMaxMs,
    limit,
  }: { nowMs: number; leaseMs: number; aheadMaxMs: number; limit: number },
): DeliveryRow[] {
  const { nextTryMs, leaseUntilMs, state } = alertDeliveries;
  return db
    .select()
    .from(alertDeliveries)
    .where(
      and(
        eq(state, "pending"),
        or(lte(nextTryMs, nowMs), gt(nextTryMs, nowMs + aheadMaxMs)),
        or(isNull(leaseUntilMs), lte(leaseUntilMs, nowMs), gt(leaseUntilMs, nowMs + leaseMs)),
      ),
    )
    .orderBy(asc(alertDeliveries.createdAtMs), asc(alertDeliveries.id))
    .limit(limit)
    .all();
}

type Change = Partial<Omit<typeof alertDeliveries.$inferInsert, "id" | "channelId" | "dedupeKey">>;

/** Changes a message that is pending; says whether it was. `heldUntilMs` asks for that lease besides. */
export function updatePendingDelivery(tx: Tx, id: string, change: Change, heldUntilMs?: number): boolean {
  const conditions: (SQL | undefined)[] = [
    eq(alertDeliveries.id, id),
    eq(alertDeliveries.state, "pending"),
    heldUntilMs === undefined ? undefined : eq(alertDeliveries.leaseUntilMs, heldUntilMs),
  ];
  return (
    tx
      .update(alertDeliveries)
      .set(change)
      .where(and(...conditions))
      .run().changes > 0
  );
}

/** Puts a message that was given up back into the outbox. */
export function reopenDelivery(tx: Tx, id: string, nowMs: number): void {
  tx.update(alertDeliveries)
    .set({ state: "pending", tries: 0, nextTryMs: nowMs, leaseUntilMs: null, finishedAtMs: null })
    .where(eq(alertDeliveries.id, id))
    .run();
}

/** Gives up everything a channel still has to be told; says how much that was. */
export function abandonPending(tx: Tx, channelId: string, nowMs: number): number {
  const where = and(eq(alertDeliveries.channelId, channelId), eq(alertDeliveries.state, "pending"));
  const end = {
    state: "abandoned",
    isGathering: false,
    nextTryMs: null,
    leaseUntilMs: null,
    finishedAtMs: nowMs,
  } as const;
  return tx.update(alertDeliveries).set(end).where(where).run().changes;
}

/** Forgets messages that ended before a moment; says how many. */
export function deleteDeliveriesBefore(tx: Tx, beforeMs: number): number {
  return tx.delete(alertDeliveries).where(lt(alertDeliveries.finishedAtMs, beforeMs)).run().changes;
}
