import type { AuditRow } from "#db/repositories/audit-log.ts";
import { type AuditCursor, listAuditPage } from "#db/repositories/audit-pages.ts";
import { findNames } from "#db/repositories/names.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";
import { csvLine } from "#lib/domain/csv.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";

/** JSON Lines for programs, CSV for spreadsheets. */
export const AUDIT_FORMATS = ["jsonl", "csv"] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** So many rows are read, and are in memory, at a time. */
const CHUNK_ROWS = 500;

const COLUMNS = ["id", "at", "actor_kind", "actor", "event", "subject", "subject_name", "details"] as const;

/**
 * The rows that fit, newest first, as the texts of a file, one for some hundred rows. That someone took the log with
 * them is written into it before the first text; that row is in the file as well.
 */
export function exportAudit(ctx: WriteContext, filter: AuditFilter, format: AuditFormat): Iterable<string> {
  authorise(ctx.actor, "audit:export");
  const wish = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  mutate(ctx, () => ({
    result: undefined,
    audit: { event: "audit.exported", subject: "audit_log", details: { format, ...wish } },
  }));
  return texts(ctx, filter, format);
}

function* texts({ db }: WriteContext, filter: AuditFilter, format: AuditFormat): Generator<string> {
  if (format === "csv") yield csvLine(COLUMNS);
  let after: AuditCursor | undefined;
  for (;;) {
    const rows = listAuditPage(db.reader, filter, { limit: CHUNK_ROWS, after });
    const names = findNames(db.reader, [...new Set(rows.map(({ subject }) => subject))]);
    yield rows.map((row) => lineOf(row, names.get(row.subject)?.name ?? null, format)).join("");
    after = rows.at(-1);
    if (rows.length < CHUNK_ROWS) return;
  }
}

function lineOf(row: AuditRow, subjectName: string | null, format: AuditFormat): string {
  const { id, atMs, actorKind, actor, event, subject, details } = row;
  const at = new Date(atMs).toISOString();
  if (format === "csv")
    return csvLine([id, at, actorKind, actor, event, subject, subjectName ?? "", JSON.stringify(details)]);
  return `${JSON.stringify({ id, at, actorKind, actor, event, subject, subjectName, details })}\n`;
}
