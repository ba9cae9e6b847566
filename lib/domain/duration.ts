import { type Refused, refused } from "#lib/domain/verdict.ts";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", SECOND_MS],
  ["m", MINUTE_MS],
  ["h", HOUR_MS],
  ["d", DAY_MS],
]);

/** Longer texts are no durations; keeps the parser from working on a pasted file. */
const TEXT_LENGTH_MAX = 100;

export type ParsedDuration = { ok: true; ms: number } | Refused<"duration_empty" | "duration_invalid">;

/**
 * Reads a duration as OpenClaw's `--expires-in` does: one number with an optional unit, or several
 * number-and-unit pairs back to back (`1d12h`). Units are ms, s, m, h and d in either case; decimals are
 * allowed, blanks inside, signs, exponents and weeks are not. A bare number means days. The result is
 * rounded to whole milliseconds and has no upper limit; `0` is a valid duration.
 *
 * Source: OpenClaw 2026.3.13, semantics §7.
 */
export function parseExpiresIn(text: string): ParsedDuration {
  const typed = text.trim().toLowerCase();
  if (typed === "") return refused("duration_empty");
  if (typed.length > TEXT_LENGTH_MAX) return refused("duration_invalid");
  const ms = Math.round(/^\d+(?:\.\d+)?$/.test(typed) ? Number(typed) * DAY_MS : sumOfPairs(typed));
  return Number.isFinite(ms) ? { ok: true, ms } : refused("duration_invalid");
}

/** NaN when the text is anything but pairs from its first to its last character. */
function sumOfPairs(typed: string): number {
  const pair = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy;
  let sumMs = 0;
  let end = 0;
  for (const match of typed.matchAll(pair)) {
    sumMs += Number(match[1]) * (UNIT_MS.get(match[2] ?? "") ?? Number.NaN);
    end = match.index + match[0].length;
  }
  return end === typed.length ? sumMs : Number.NaN;
}

/** The last millisecond of the year 9999: later means a mistyped date or a timestamp, not an expiry. */
const EXPIRY_MAX_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** What the form and the CLI call "does not expire". */
const NO_EXPIRY = "none";

export type ParsedExpiry =
  | { ok: true; expiresAtMs: number | null }
  | Refused<"expiry_empty" | "expiry_invalid" | "expiry_past" | "expiry_too_far">;

/**
 * Reads what an operator types as an expiry: `none`, a duration from `nowMs` on as `parseExpiresIn`
 * reads it, a date, or a date and time. All times are UTC unless an offset is given. A bare date means
 * the end of that day: its last millisecond. An expiry that is not after `nowMs` is refused, because a
 * credential would be expired from the start.
 */
export function parseExpiry(text: string, nowMs: number): ParsedExpiry {
  const typed = text.trim();
  if (typed === "") return refused("expiry_empty");
  if (typed.toLowerCase() === NO_EXPIRY) return { ok: true, expiresAtMs: null };
  const expiresAtMs = dateOf(typed) ?? durationFrom(typed, nowMs);
  if (expiresAtMs === null) return refused("expiry_invalid");
  if (expiresAtMs > EXPIRY_MAX_MS) return refused("expiry_too_far");
  return expiresAtMs > nowMs ? { ok: true, expiresAtMs } : refused("expiry_past");
}

function durationFrom(typed: string, nowMs: number): number | null {
  const duration = parseExpiresIn(typed);
  return duration.ok ? nowMs + duration.ms : null;
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?:(Z)|([+-])(\d{2}):(\d{2}))?$/i;

function dateOf(typed: string): number | null {
  const date = DATE.exec(typed);
  if (date) {
    const midnightMs = utcMidnight(date);
    return midnightMs === null ? null : midnightMs + DAY_MS - 1;
  }
  const dateTime = DATE_TIME.exec(typed);
  if (!dateTime) return null;
  const midnightMs = utcMidnight(dateTime);
  const timeMs = timeOfDay(dateTime);
  const offsetMs = offsetOf(dateTime);
  return midnightMs === null || timeMs === null || offsetMs === null ? null : midnightMs + timeMs - offsetMs;
}

/** Null for a day that does not exist, which `Date.UTC` would roll over into the next month. */
function utcMidnight(match: RegExpExecArray): number | null {
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const midnight = new Date(0);
  midnight.setUTCFullYear(year, month - 1, day);
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  return exists ? midnight.getTime() : null;
}

function timeOfDay(match: RegExpExecArray): number | null {
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return null;
  const millis = Number((match[7] ?? "0").padEnd(3, "0"));
  return hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + millis;
}

function offsetOf(match: RegExpExecArray): number | null {
  const [hour, minute] = [Number(match[10] ?? 0), Number(match[11] ?? 0)];
  if (hour > 23 || minute > 59) return null;
  return (match[9] === "-" ? -1 : 1) * (hour * HOUR_MS + minute * MINUTE_MS);
}
