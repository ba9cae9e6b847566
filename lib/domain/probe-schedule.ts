import { isCredentialRefused, type ProbeState } from "#lib/domain/probe-facts.ts";

/** What the schedule looks at in one credential: its last results, newest first, and whose secret it is now. */
export type ScheduledCredential = {
  /** Tells it apart from every other one; spreads the schedule. */
  key: string;
  intervalMs: number;
  /** When the interval was set: the first probe comes within one interval after it. */
  sinceMs: number;
  /** Null when nobody knows without asking, as for a reference. */
  fingerprint: string | null;
  results: readonly { status: ProbeState; finishedAtMs: number; fingerprint: string | null }[];
};

/** A credential that keeps failing is asked about this rarely at the most. */
const BACK_OFF_MAX_MS = 24 * 60 * 60 * 1000;
const BACK_OFF_STEPS_MAX = 10;

/**
 * When a credential is to be probed next, in Unix milliseconds; null while it waits to be replaced.
 *
 * Credentials are spread over the interval, each at its own part of it, so that a hundred of them are no burst. One
 * that a provider refused as such is left alone until its secret is another one: asking again tells nothing and looks
 * like guessing. Any other failure doubles the wait, up to a day or the interval, whichever is longer.
 */
export function nextProbeAtMs(credential: ScheduledCredential): number | null {
  const { intervalMs, sinceMs, fingerprint, results } = credential;
  const [last] = results;
  if (!last) return sinceMs + Math.round(intervalMs * spread(credential.key));
  if (isCredentialRefused(last.status) && fingerprint !== null && last.fingerprint === fingerprint)
    return null;
  const ok = results.findIndex(({ status }) => status === "ok" || status === "skipped");
  const failures = Math.min(ok === -1 ? results.length : ok, BACK_OFF_STEPS_MAX);
  const longest = Math.max(BACK_OFF_MAX_MS, intervalMs);
  const waitMs = Math.min(intervalMs * 2 ** failures, longest);
  // A tenth to and fro, so that what began together does not stay together.
  return (
    last.finishedAtMs + Math.round(waitMs * (0.95 + spread(`${credential.key}\0${last.finishedAtMs}`) / 10))
  );
}

/** A number from 0 to below 1 that is the same for the same text and otherwise anywhere: FNV-1a, stirred. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}
