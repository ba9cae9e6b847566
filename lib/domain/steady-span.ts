import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { SOON_MS } from "#lib/domain/expiry-state.ts";

/** A stretch of time, in Unix milliseconds; `untilMs` is not in it any more. */
export type Span = { fromMs: number; untilMs: number };

/**
 * The time around `nowMs` in which none of these moments passes, so that every rule that only asks whether a moment
 * has come answers the same throughout. From the last moment that has come, until the next. Both ways, because a
 * clock can be set back. What is not a number is no moment.
 */
export function spanAround(moments: Iterable<number>, nowMs: number): Span {
  const span = { fromMs: Number.NEGATIVE_INFINITY, untilMs: Number.POSITIVE_INFINITY };
  for (const moment of moments) {
    if (moment <= nowMs && moment > span.fromMs) span.fromMs = moment;
    if (moment > nowMs && moment < span.untilMs) span.untilMs = moment;
  }
  return span;
}

export function isWithin({ fromMs, untilMs }: Span, nowMs: number): boolean {
  return nowMs >= fromMs && nowMs < untilMs;
}

/**
 * Every moment at which a rule about a store answers otherwise than before: the end of a credential, two weeks before
 * it, and the end of a cooldown or a disable (`expiry-state`, `credential-eligibility`, `profile-use`, `usage-window`).
 */
export function* storeMoments({ profiles, usageStats }: Pick<AuthStore, "profiles" | "usageStats">) {
  for (const profile of profiles.values()) yield* endMoments(endOf(profile));
  for (const { cooldownUntil, disabledUntil } of usageStats.values()) {
    if (cooldownUntil !== undefined) yield* whole(cooldownUntil);
    if (disabledUntil !== undefined) yield* whole(disabledUntil);
  }
}

/** The moments of one expiry; null is none. */
export function* endMoments(endMs: number | null): Generator<number> {
  if (endMs === null) return;
  yield* whole(endMs);
  yield* whole(endMs - SOON_MS);
}

/** For OAuth, OpenClaw compares whatever stands in `expires`, as JavaScript does. */
function endOf({ expires, expiresWritten }: StoredProfile): number | null {
  if (expires.kind === "at") return expires.atMs;
  return expiresWritten === undefined ? null : Number(expiresWritten);
}

/** A clock counts whole milliseconds. Of a fraction both neighbours count, since rules round it each in its way. */
function* whole(momentMs: number): Generator<number> {
  yield Math.floor(momentMs);
  if (!Number.isInteger(momentMs)) yield Math.floor(momentMs) + 1;
}
