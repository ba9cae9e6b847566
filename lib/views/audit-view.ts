import { type AuditRow, listAuditRows } from "#db/repositories/audit-log.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const PAGE_ROWS = 50;

export type AuditView = { asOfMs: number; rows: AuditRow[]; nextBeforeId: number | null };

/** A page of the audit log, newest first. `beforeId` is the last id of the page before. */
export function auditView(ctx: ViewContext, page: { beforeId?: number; event?: string } = {}): AuditView {
  const rows = listAuditRows(ctx.db.reader, { ...page, limit: PAGE_ROWS + 1 });
  const shown = rows.slice(0, PAGE_ROWS);
  return {
    asOfMs: ctx.nowMs,
    rows: shown,
    nextBeforeId: rows.length > PAGE_ROWS ? (shown.at(-1)?.id ?? null) : null,
  };
}
