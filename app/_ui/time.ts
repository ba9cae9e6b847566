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
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
  const step = UNITS.find(({ fromMs }) => Math.abs(distance) >= fromMs);
  if (step) return format.format(Math.trunc(distance / step.lengthMs), step.unit);
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(0, "second");
}

/** Date and time to the minute in UTC, which is the same for everyone who looks: "Nov 22, 2026, 17:31 UTC". */
export function formatDateTime(ms: number, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  });
  return `${format.format(ms)} UTC`;
}

/** The day in UTC: "Nov 22, 2026". */
export function formatDate(ms: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    year: "numeric",
    month: "short",
    day: "numeric",
    timeZone: "UTC",
  }).format(ms);
}
