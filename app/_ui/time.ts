const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** From which distance on each unit is used, largest first. "47 hours" says more than "1 day", and "347 days" more than "11 months". */
const UNITS: { unit: Intl.RelativeTimeFormatUnit; fromMs: number; lengthMs: number }[] = [
  { unit: "year", fromMs: 730 * DAY_MS, lengthMs: 365 * DAY_MS },
  { unit: "day", fromMs: 48 * HOUR_MS, lengthMs: DAY_MS },
  { unit: "hour", fromMs: HOUR_MS, lengthMs: HOUR_MS },
  { unit: "minute", fromMs: MINUTE_MS, lengthMs: MINUTE_MS },
];

/** Whether a number is a moment `Date` can hold, in Unix milliseconds. */
export function isMoment(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= 8_640_000_000_000_000;
}

/**
 * How far a moment is from now, in words: "in 3 days", "5 minutes ago". Both in Unix milliseconds.
 *
 * Rounded towards now, so that nothing lasts less long than it says. Under a minute it is "now".
 */
export function formatRelative(ms: number, nowMs: number, locale: string): string {
  const distance = ms - nowMs;
  const step = UNITS.find(({ fromMs }) => Math.abs(distance) >= fromMs);
  const { distances, now } = formatsOf(locale);
  return step ? distances.format(Math.trunc(distance / step.lengthMs), step.unit) : now.format(0, "second");
}

/** Date and time to the minute in UTC, which is the same for everyone who looks: "Nov 22, 2026, 17:31 UTC". */
export function formatDateTime(ms: number, locale: string): string {
  return `${formatsOf(locale).minutes.format(ms)} UTC`;
}

/** The day in UTC: "Nov 22, 2026". */
export function formatDate(ms: number, locale: string): string {
  return formatsOf(locale).days.format(ms);
}

type Formats = {
  distances: Intl.RelativeTimeFormat;
  now: Intl.RelativeTimeFormat;
  minutes: Intl.DateTimeFormat;
  days: Intl.DateTimeFormat;
};

/** Making a formatter takes far longer than formatting, and a list shows hundreds of moments. By locale. */
const known = new Map<string, Formats>();

function formatsOf(locale: string): Formats {
  const formats = known.get(locale) ?? makeFormats(locale);
  known.set(locale, formats);
  return formats;
}

function makeFormats(locale: string): Formats {
  const day = { year: "numeric", month: "short", day: "numeric", timeZone: "UTC" } as const;
  const minute = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return {
    distances: new Intl.RelativeTimeFormat(locale, { numeric: "always" }),
    now: new Intl.RelativeTimeFormat(locale, { numeric: "auto" }),
    minutes: new Intl.DateTimeFormat(locale, { ...day, ...minute }),
    days: new Intl.DateTimeFormat(locale, day),
  };
}
