import { and, desc, eq, lt, type SQL } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { keptQuery } from "#db/prepared.ts";
import { auditLog } from "#db/schema.ts";

export type AuditRow = typeof auditLog.$inferSelect;

/** Newest first. `beforeId` pages backwards without counting. */
export function listAuditRows(
  db: Reader,
  page: { limit: number; beforeId?: number; subject?: string; event?: string },
): AuditRow[] {
  const filters: SQL[] = [];
  if (page.beforeId !== undefined) filters.push(lt(auditLog.id, page.beforeId));
  if (page.subject !== undefined) filters.push(eq(auditLog.subject, page.subject));
  if (page.event !== undefined) filters.push(eq(auditLog.event, page.event));
  return db
    .select()
    .from(auditLog)
    .where(and(...filters))
    .orderBy(desc(auditLog.id))
    .limit(page.limit)
    .all();
}

/** Another number after each change in the console; 0 before the first. */
export function lastAuditId(db: Reader): number {
  return lastId(db).get()?.id ?? 0;
}

const lastId = keptQuery((db) =>
  db.select({ id: auditLog.id }).from(auditLog).orderBy(desc(auditLog.id)).limit(1).prepare(),
);
