import { answerMachine, machineContext, methodNotAllowed } from "#app/_server/machine.ts";
import { calendarText } from "#app/api/calendar/[file]/calendar-text.ts";
import { identifyCalendar } from "#lib/operations/identify-calendar.ts";
import { calendarView } from "#lib/views/calendar-view.ts";

export const dynamic = "force-dynamic";

/** Expiries as calendar events, for whoever knows the secret in the address: calendar programs send no headers. */
export function GET(_request: Request, { params }: { params: Promise<{ file: string }> }): Promise<Response> {
  return answerMachine(async () => {
    const ctx = machineContext();
    const secret = /^(.+)\.ics$/.exec((await params).file)?.[1] ?? "";
    const { gatewayId, locale } = identifyCalendar(ctx, secret);
    const text = calendarText(calendarView(ctx, gatewayId), locale, ctx.nowMs);
    return new Response(text, { headers: { "content-type": "text/calendar; charset=utf-8" } });
  });
}

export {
  methodNotAllowed as DELETE,
  methodNotAllowed as OPTIONS,
  methodNotAllowed as PATCH,
  methodNotAllowed as POST,
  methodNotAllowed as PUT,
};
