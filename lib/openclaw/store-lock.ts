import {
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";
import { isRunning, startTimeOf } from "#lib/openclaw/running-process.ts";

/** How long a lock is waited for, and whether it says when its holder started, so that a pid that was given again shows. */
export type LockHabits = {
  attempts: number;
  /** Milliseconds to wait after a failed attempt; the first is 0. */
  delayMs: (attempt: number) => number;
  hasStartTime: boolean;
};

const DELAY_MIN_MS = 100;
const DELAY_MAX_MS = 10_000;

/** OpenClaw 2026.3.13's own figures (semantics §1.3). */
const AUTH_STORE: LockHabits = { attempts: 11, delayMs, hasStartTime: false };

const STALE_MS = 30_000;
/** Two that find the same stale lock break it at different moments within this time. */
const BREAK_SPREAD_MS = 50;

/** What a lock file says; half of it counts as nothing, as in OpenClaw. */
type Payload = { pid: number; createdAt: string; starttime?: number };

/**
 * Holds OpenClaw's lock on a store while `work` runs: `<store>.lock`, made exclusively, with the pid and
 * time of its holder.
 *
 * Waits as OpenClaw does, and like OpenClaw breaks a lock whose holder is dead or that is older than 30
 * seconds; a younger one of a living process is respected until the attempts are used up, then
 * `store_locked` says who holds it. Locks of other kinds (flock) are invisible to OpenClaw.
 *
 * The lock is advice: some of OpenClaw's commands write without one, so whoever replaces the store still
 * compares it with what was read.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.3.
 */
export async function withStoreLock<T>(storePath: string, work: () => T, habits = AUTH_STORE): Promise<T> {
  const lockPath = lockPathOf(storePath);
  const own = await acquire(lockPath, habits);
  try {
    return work();
  } finally {
    release(lockPath, own);
  }
}

/** The folder's links are resolved, as OpenClaw does, so that two names of one store share a lock. */
export function lockPathOf(storePath: string): string {
  const folder = locking(storePath, () => realpathSync(path.dirname(storePath)));
  return path.join(folder, `${path.basename(storePath)}.lock`);
}

/** Whether a lock is there whose holder lives, or does not say who it is; its age does not count. */
export function isHeld(lockPath: string): boolean {
  return lstatSync(lockPath, { throwIfNoEntry: false }) !== undefined && !isOfDead(readPayload(lockPath));
}

/** Returns what was written into the lock. */
async function acquire(lockPath: string, habits: LockHabits): Promise<string> {
  for (let attempt = 0; attempt < habits.attempts; attempt += 1) {
    const own = tryAcquire(lockPath, habits) ?? (await tryBreak(lockPath, habits));
    if (own !== null) return own;
    if (attempt < habits.attempts - 1) await sleep(habits.delayMs(attempt));
  }
  throw new PublishError("store_locked", { file: lockPath, pid: readPayload(lockPath)?.pid ?? 0 });
}

function tryAcquire(lockPath: string, habits: LockHabits): string | null {
  let file: number;
  try {
    file = openSync(lockPath, "wx", 0o644);
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return null;
    throw new PublishError("store_lock_failed", { file: lockPath, cause: errorCodeOf(error) });
  }
  try {
    const own = JSON.stringify(ownPayload(lockPath, habits), null, 2);
    writeSync(file, own);
    return own;
  } catch (error) {
    // An empty lock would stop everyone for half a minute.
    rmSync(lockPath, { force: true });
    throw new PublishError("store_lock_failed", { file: lockPath, cause: errorCodeOf(error) });
  } finally {
    closeSync(file);
  }
}

function ownPayload(lockPath: string, { hasStartTime }: LockHabits): Payload {
  const payload = { pid: shownPid(lockPath), createdAt: new Date().toISOString() };
  const starttime = hasStartTime && payload.pid !== 0 ? startTimeOf(payload.pid) : null;
  return starttime === null ? payload : { ...payload, starttime };
}

/**
 * The pid to show, 0 when whoever owns the folder may not signal us: OpenClaw takes a holder that it may not
 * signal for dead and breaks the lock at once, but of pid 0 it only asks how old the lock is.
 *
 * Source: OpenClaw 2026.3.13, its file lock in the bundle; seen with a CLI that ran as another user.
 */
function shownPid(lockPath: string): number {
  const own = process.geteuid?.();
  const { uid } = statSync(path.dirname(lockPath));
  return own === undefined || uid === own || uid === 0 ? process.pid : 0;
}

/** Looks a second time before it removes: someone else may have broken the lock and taken it meanwhile. */
async function tryBreak(lockPath: string, habits: LockHabits): Promise<string | null> {
  if (!isStale(lockPath)) return null;
  await sleep(Math.random() * BREAK_SPREAD_MS);
  if (isStale(lockPath)) locking(lockPath, () => rmSync(lockPath, { force: true }));
  return tryAcquire(lockPath, habits);
}

/** Stale by any of OpenClaw's tests. A lock that is gone is not stale, only free. */
function isStale(lockPath: string): boolean {
  const payload = readPayload(lockPath);
  if (isOfDead(payload)) return true;
  if (payload?.createdAt && !isRecent(Date.parse(payload.createdAt))) return true;
  const stats = lstatSync(lockPath, { throwIfNoEntry: false });
  return stats !== undefined && !isRecent(stats.mtimeMs);
}

/** Its process has ended, or another has its number by now. */
function isOfDead(payload: Payload | null): boolean {
  if (!payload?.pid) return false;
  if (!isRunning(payload.pid)) return true;
  const started = payload.starttime === undefined ? null : startTimeOf(payload.pid);
  return started !== null && started !== payload.starttime;
}

/** A text that is no date is as good as an old one. */
const isRecent = (atMs: number) => Date.now() - atMs <= STALE_MS;

function readPayload(lockPath: string): Payload | null {
  try {
    // Reading a pipe would wait for a writer.
    if (!lstatSync(lockPath).isFile()) return null;
    const parsed = JSON.parse(readFileSync(lockPath, "utf8")) as Record<string, unknown>;
    const { pid, createdAt, starttime } = parsed;
    if (typeof pid !== "number" || typeof createdAt !== "string") return null;
    return typeof starttime === "number" ? { pid, createdAt, starttime } : { pid, createdAt };
  } catch {
    return null;
  }
}

function delayMs(attempt: number): number {
  const base = Math.min(DELAY_MAX_MS, Math.max(DELAY_MIN_MS, DELAY_MIN_MS * 2 ** attempt));
  return Math.min(DELAY_MAX_MS, base * (1 + Math.random()));
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Someone may have judged the lock stale and taken it; theirs is not ours to remove. */
function release(lockPath: string, own: string): void {
  try {
    if (readFileSync(lockPath, "utf8") === own) rmSync(lockPath, { force: true });
  } catch (error) {
    // The store is written by now: a lock that cannot be removed goes stale and must not make that a failure.
    if (errorCodeOf(error) === "unknown") throw error;
  }
}

function locking<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new PublishError("store_lock_failed", { file, cause: errorCodeOf(error) });
  }
}
