import { and, desc, eq, isNull } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { calendarLinks } from "#db/schema.ts";

export type CalendarLinkRow = typeof calendarLinks.$inferSelect;

/** A link without its hash, which nobody has to see. */
export type CalendarLinkSummary = Omit<CalendarLinkRow, "secretHash">;

const columns = {
  id: calendarLinks.id,
  userId: calendarLinks.userId,
  gatewayId: calendarLinks.gatewayId,
  locale: calendarLinks.locale,
  createdAtMs: calendarLinks.createdAtMs,
  revokedAtMs: calendarLinks.revokedAtMs,
  lastUsedAtMs: calendarLinks.lastUsedAtMs,
};

export function findCalendarLinkByHash(db: Reader, secretHash: string): CalendarLinkRow | null {
  return db.select().from(calendarLinks).where(eq(calendarLinks.secretHash, secretHash)).get() ?? null;
}

export function findCalendarLink(db: Reader, id: string): CalendarLinkSummary | null {
  return db.select(columns).from(calendarLinks).where(eq(calendarLinks.id, id)).get() ?? null;
}

/** A person's links that still work, newest first. */
export function listLiveCalendarLinks(db: Reader, userId: string): CalendarLinkSummary[] {
  return db
    .select(columns)
    .from(calendarLinks)
    .where(and(eq(calendarLinks.userId, userId), isNull(calendarLinks.revokedAtMs)))
    .orderBy(desc(calendarLinks.createdAtMs), desc(calendarLinks.id))
    .all();
}

export function insertCalendarLink(tx: Tx, row: typeof calendarLinks.$inferInsert): void {
  tx.insert(calendarLinks).values(row).run();
}

export function markCalendarLinkUsed(tx: Tx, id: string, atMs: number): void {
  tx.update(calendarLinks).set({ lastUsedAtMs: atMs }).where(eq(calendarLinks.id, id)).run();
}

/** Revokes a link and says whether it worked until now. */
export function revokeCalendarLinkRow(tx: Tx, id: string, atMs: number): boolean {
  const where = and(eq(calendarLinks.id, id), isNull(calendarLinks.revokedAtMs));
  return tx.update(calendarLinks).set({ revokedAtMs: atMs }).where(where).run().changes > 0;
}
