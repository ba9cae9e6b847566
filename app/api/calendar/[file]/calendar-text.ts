import ical, { ICalAlarmType, ICalCalendarMethod } from "ical-generator";
import { type Locale, translator } from "#lib/messages.ts";
import type { CalendarEvent } from "#lib/views/calendar-view.ts";

const HOUR_S = 60 * 60;

/** A week: time to have a new token made by whoever may. */
const ALARM_BEFORE_S = 7 * 24 * HOUR_S;

/** An iCalendar feed, in the language of its maker. Texts are escaped by the library; none holds a secret. */
export function calendarText(events: readonly CalendarEvent[], locale: Locale, nowMs: number): string {
  const t = translator(locale, "calendar_feed");
  const calendar = ical({
    name: t("name"),
    description: t("description"),
    prodId: { company: "Clawkeep", product: "Credential expiries", language: locale },
    method: ICalCalendarMethod.PUBLISH,
    ttl: 6 * HOUR_S,
  });
  for (const { uid, expiresAtMs, ...facts } of events) {
    const { profileId, gateway } = facts;
    const summary = t("summary", { profileId, gateway });
    calendar.createEvent({
      id: uid,
      stamp: new Date(nowMs),
      start: new Date(expiresAtMs),
      summary,
      description: t("details", facts),
      alarms: [{ type: ICalAlarmType.display, triggerBefore: ALARM_BEFORE_S, description: summary }],
    });
  }
  return calendar.toString();
}
