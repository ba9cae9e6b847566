/** How near a credential's end is: `soon` is our notice to people, `over` is OpenClaw's `expired`. */
export type ExpiryState = "none" | "later" | "soon" | "over";

/** Two weeks: a new token can still be had in working hours, whoever is away. OpenClaw itself warns 24 hours before. */
export const SOON_MS = 14 * 24 * 60 * 60 * 1000;

/**
 * Says how near an expiry is. Both are Unix milliseconds; null means that there is none. A credential is
 * over *at* its expiry, and its end is soon when exactly two weeks are left.
 */
export function expiryState(expiresAtMs: number | null, nowMs: number): ExpiryState {
  if (expiresAtMs === null) return "none";
  if (nowMs >= expiresAtMs) return "over";
  return expiresAtMs - nowMs <= SOON_MS ? "soon" : "later";
}
