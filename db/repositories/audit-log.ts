import { and, desc, eq, getTableColumns, gte, lt, max, type SQL, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { keptQuery } from "#db/prepared.ts";
import { auditLog } from "#db/schema.ts";

/** A row as it is shown; its chain value is for verifying. */
export type AuditRow = Omit<typeof auditLog.$inferSelect, "chain">;

const { chain: _, ...columns } = getTableColumns(auditLog);

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
    .select(columns)
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

/** When each gateway was last refused a secret it asked for, since a moment. */
export function listRefusedGateways(db: Reader, sinceMs: number): { gatewayId: string; atMs: number }[] {
  const { subject, atMs, event, details } = auditLog;
  return db
    .select({ gatewayId: subject, atMs: sql<number>`${max(atMs)}` })
    .from(auditLog)
    .where(
      and(
        eq(event, "secrets.resolved"),
        gte(atMs, sinceMs),
        sql`json_array_length(${details}, '$.refused') > 0`,
      ),
    )
    .groupBy(subject)
    .all();
}
