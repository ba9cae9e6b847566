import { NO_CHANGE } from "#db/mutate.ts";
import { findCalendarLink, revokeCalendarLinkRow } from "#db/repositories/calendar-links.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { personOf } from "#lib/operations/create-calendar-link.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Revokes a calendar link of one's own: the calendar's next fetch finds nothing. Somebody else's is not found. */
export function revokeCalendarLink(ctx: WriteContext, linkId: string): void {
  authorise(ctx.actor, "status:read");
  const userId = personOf(ctx.actor);
  mutate(ctx, (tx) => {
    if (findCalendarLink(tx, linkId)?.userId !== userId) throw new OperationError("calendar_link_not_found");
    const ended = revokeCalendarLinkRow(tx, linkId, ctx.nowMs);
    const audit = ended ? { event: "calendar_link.revoked", subject: linkId } : NO_CHANGE;
    return { result: undefined, audit };
  });
}
