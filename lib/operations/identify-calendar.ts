import { NO_CHANGE } from "#db/mutate.ts";
import { findCalendarLinkByHash, markCalendarLinkUsed } from "#db/repositories/calendar-links.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { activePersonMay } from "#lib/operations/person-state.ts";
import { hashCalendarSecret, isCalendarSecret, sameHash } from "#lib/vault/token.ts";

/** Calendar programs come a few times an hour; their visits need no finer record. */
const USE_NOTED_EVERY_MS = 60_000;

/** What a calendar shows: expiries of one gateway or of all, in its maker's language. */
export type CalendarChoice = { gatewayId: string | null; locale: "en" | "zh-CN" };

/** Says what the calendar at a secret address shows. Unknown, revoked, and of an account that is disabled are one refusal, `calendar_link_not_found`. */
export function identifyCalendar(ctx: WriteContext, secret: string): CalendarChoice {
  const hash = isCalendarSecret(secret) ? hashCalendarSecret(secret) : null;
  const row = hash === null ? null : findCalendarLinkByHash(ctx.db.reader, hash);
  const isLive = row !== null && hash !== null && sameHash(row.secretHash, hash) && row.revokedAtMs === null;
  if (!isLive || !activePersonMay(ctx.db.reader, row.userId, "status:read"))
    throw new OperationError("calendar_link_not_found");
  if (ctx.nowMs - (row.lastUsedAtMs ?? 0) >= USE_NOTED_EVERY_MS) {
    mutate(ctx, (tx) => {
      markCalendarLinkUsed(tx, row.id, ctx.nowMs);
      return { result: undefined, audit: NO_CHANGE };
    });
  }
  return { gatewayId: row.gatewayId, locale: row.locale };
}
