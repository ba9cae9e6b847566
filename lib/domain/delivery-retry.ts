/** Tries of one message, the first included. */
export const TRIES_MAX = 8;

/** Waits after each failed try, in milliseconds: together about a day, so that a night's outage loses nothing. */
const WAITS_MS = [0.5, 2, 10, 30, 120, 360, 960].map((minutes) => minutes * 60 * 1000);

/** A wait is up to so much longer, lest everything that failed together is tried together. */
const JITTER = 0.1;

/**
 * When a message is tried again after `tries` of it have failed, in Unix milliseconds, or null to give it up.
 *
 * `retryAfterMs` is what the receiver asked for, or null; it is never made shorter, and never longer than the longest wait.
 * `chance` is from 0 up to 1.
 */
export function nextTryMs(
  tries: number,
  retryAfterMs: number | null,
  chance: number,
  nowMs: number,
): number | null {
  const waitMs = WAITS_MS[tries - 1];
  if (waitMs === undefined) return null;
  const longestMs = Math.max(...WAITS_MS);
  const askedMs = Math.min(retryAfterMs ?? 0, longestMs);
  return nowMs + Math.ceil(Math.max(waitMs * (1 + JITTER * chance), askedMs));
}
