import { findVerification, type KeptVerification, listCheckpoints } from "#db/repositories/audit-chain.ts";
import type { AuditRow } from "#db/repositories/audit-log.ts";
import { findAuditCursor, listAuditPage } from "#db/repositories/audit-pages.ts";
import { findNames, type NamedThing } from "#db/repositories/names.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const PAGE_ROWS = 50;

/** Someone or something as people call it. `id` is set when that is one of our ids, `isGone` when it was removed since. */
export type AuditName = { name: string; id: string | null; isGone: boolean };

/** A row as it was recorded, and what its ids are called. */
export type AuditViewRow = AuditRow & { who: AuditName; about: AuditName; gateway: AuditName | null };

export type AuditView = { asOfMs: number; rows: AuditViewRow[]; nextBeforeId: number | null };

/** A page of the audit log, newest first. `beforeId` is the last id of the page before. */
export function auditView(
  ctx: ViewContext,
  { beforeId, ...filter }: AuditFilter & { beforeId?: number | undefined } = {},
): AuditView {
  const after = beforeId === undefined ? null : findAuditCursor(ctx.db.reader, beforeId);
  const rows = listAuditPage(ctx.db.reader, filter, { limit: PAGE_ROWS + 1, after: after ?? undefined });
  const shown = rows.slice(0, PAGE_ROWS);
  const names = findNames(ctx.db.reader, [...new Set(shown.flatMap(idsOf))]);
  return {
    asOfMs: ctx.nowMs,
    rows: shown.map((row) => withNames(row, names)),
    nextBeforeId: rows.length > PAGE_ROWS ? (shown.at(-1)?.id ?? null) : null,
  };
}

/** What proves the log: when it was last verified, and the newest checkpoint that the console keeps. */
export type AuditProof = {
  asOfMs: number;
  verification: KeptVerification | null;
  checkpoint: { rows: number; atMs: number } | null;
};

export function auditProofView({ db, nowMs }: ViewContext): AuditProof {
  const newest = listCheckpoints(db.reader).at(-1);
  return {
    asOfMs: nowMs,
    verification: findVerification(db.reader),
    checkpoint: newest ? { rows: newest.rows, atMs: newest.atMs } : null,
  };
}

/** Our own ids, as `newId` makes them for what has a name. */
const isOurs = (text: string) => /^(gw|prof|user)_/.test(text);

function idsOf({ actor, subject, details }: AuditRow): string[] {
  return [actor, subject, textOf(details.gatewayId) ?? ""].filter(isOurs);
}

function withNames(row: AuditRow, names: ReadonlyMap<string, NamedThing>): AuditViewRow {
  const { actor, subject, details, event } = row;
  const about = nameOf(
    subject,
    names,
    textOf(details.profileId) ?? textOf(details.name) ?? textOf(details.email),
  );
  const gatewayId = textOf(details.gatewayId);
  return {
    ...row,
    // Nobody is anybody before the password was right, and that is what this event says it was.
    who: event === "sign_in.succeeded" ? about : nameOf(actor, names),
    about,
    gateway: gatewayId === null ? null : nameOf(gatewayId, names),
  };
}

/** `recorded` is the name the row itself gives, for what nothing else knows any more. */
function nameOf(
  text: string,
  names: ReadonlyMap<string, NamedThing>,
  recorded: string | null = null,
): AuditName {
  if (!isOurs(text)) return { name: text, id: null, isGone: false };
  const known = names.get(text);
  return { name: known?.name ?? recorded ?? text, id: text, isGone: known?.isGone ?? true };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
