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
import { isRunning } from "#lib/openclaw/running-process.ts";

/** OpenClaw 2026.3.13's own figures (semantics §1.3). */
const ATTEMPTS = 11;
const DELAY_MIN_MS = 100;
const DELAY_MAX_MS = 10_000;
const STALE_MS = 30_000;
/** Two that find the same stale lock break it at different moments within this time. */
const BREAK_SPREAD_MS = 50;

/** What a lock file says; half of it counts as nothing, as in OpenClaw. */
type Payload = { pid: number; createdAt: string };

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
export async function withStoreLock<T>(storePath: string, work: () => T): Promise<T> {
  const lockPath = lockPathOf(storePath);
  const own = await acquire(lockPath);
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

/** Returns what was written into the lock. */
async function acquire(lockPath: string): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const own = tryAcquire(lockPath) ?? (await tryBreak(lockPath));
    if (own !== null) return own;
    if (attempt < ATTEMPTS - 1) await sleep(delayMs(attempt));
  }
  throw new PublishError("store_locked", { file: lockPath, pid: readPayload(lockPath)?.pid ?? 0 });
}

function tryAcquire(lockPath: string): string | null {
  let file: number;
  try {
    file = openSync(lockPath, "wx", 0o644);
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return null;
    throw new PublishError("store_lock_failed", { file: lockPath, cause: errorCodeOf(error) });
  }
  try {
    const own = JSON.stringify({ pid: shownPid(lockPath), createdAt: new Date().toISOString() }, null, 2);
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
async function tryBreak(lockPath: string): Promise<string | null> {
  if (!isStale(lockPath)) return null;
  await sleep(Math.random() * BREAK_SPREAD_MS);
  if (isStale(lockPath)) locking(lockPath, () => rmSync(lockPath, { force: true }));
  return tryAcquire(lockPath);
}

/** Stale by any of OpenClaw's three tests. A lock that is gone is not stale, only free. */
function isStale(lockPath: string): boolean {
  const payload = readPayload(lockPath);
  if (payload?.pid && !isRunning(payload.pid)) return true;
  if (payload?.createdAt && !isRecent(Date.parse(payload.createdAt))) return true;
  const stats = lstatSync(lockPath, { throwIfNoEntry: false });
  return stats !== undefined && !isRecent(stats.mtimeMs);
}

/** A text that is no date is as good as an old one. */
const isRecent = (atMs: number) => Date.now() - atMs <= STALE_MS;

function readPayload(lockPath: string): Payload | null {
  try {
    // Reading a pipe would wait for a writer.
    if (!lstatSync(lockPath).isFile()) return null;
    const { pid, createdAt } = JSON.parse(readFileSync(lockPath, "utf8")) as Record<string, unknown>;
    if (typeof pid !== "number" || typeof createdAt !== "string") return null;
    return { pid, createdAt };
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
