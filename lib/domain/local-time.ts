const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** True for a name of a time zone that this system knows, such as `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What a clock in that zone shows, in minutes since its midnight. */
export function minuteOfDay(zone: string, nowMs: number): number {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(nowMs)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return (parts.get("hour") ?? 0) * 60 + (parts.get("minute") ?? 0);
}

/**
 * When a clock in that zone next shows `minute`, in Unix milliseconds; always after `nowMs`.
 *
 * On a day that skips that minute it is as much later or earlier as the clock was changed.
 */
export function nextMinuteMs(minute: number, zone: string, nowMs: number): number {
  const startMs = nowMs - (nowMs % MINUTE_MS);
  const ahead = (minute - minuteOfDay(zone, nowMs) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const atMs = startMs + ahead * MINUTE_MS;
  const off = (minute - minuteOfDay(zone, atMs) + DAY_MINUTES) % DAY_MINUTES;
  const correction = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off;
  const correctedMs = atMs + correction * MINUTE_MS;
  return correctedMs > nowMs ? correctedMs : atMs;
}

/** Making one takes longer than asking it many times. There are no more than zones that the system knows. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const shape = { hour: "numeric", minute: "numeric", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat("en", { ...shape, timeZone: zone });
  clocks.set(zone, clock);
  return clock;
}
