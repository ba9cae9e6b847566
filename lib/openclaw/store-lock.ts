import { closeSync, openSync, readFileSync, realpathSync, rmSync, statSync, writeSync } from "node:fs";
import path from "node:path";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";

/** OpenClaw 2026.3.13's own figures (semantics §1.3). */
const ATTEMPTS = 11;
const DELAY_MIN_MS = 100;
const DELAY_MAX_MS = 10_000;
const STALE_MS = 30_000;

type Payload = { pid: number; createdAt: string };

/**
 * Holds OpenClaw's lock on a store while `work` runs: `<store>.lock`, made exclusively, with the pid and
 * time of its holder.
 *
 * Waits as OpenClaw does, and like OpenClaw breaks a lock whose holder is dead or that is older than 30
 * seconds; a younger one of a living process is respected until the attempts are used up, then
 * `store_locked` says who holds it. Locks of other kinds (flock) are invisible to OpenClaw.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.3.
 */
export async function withStoreLock<T>(storePath: string, work: () => T): Promise<T> {
  const lockPath = lockPathOf(storePath);
  await acquire(lockPath);
  const own = readFileSync(lockPath, "utf8");
  try {
    return work();
  } finally {
    release(lockPath, own);
  }
}

/** The folder's links are resolved, as OpenClaw does, so that two names of one store share a lock. */
export function lockPathOf(storePath: string): string {
  return path.join(realpathSync(path.dirname(storePath)), `${path.basename(storePath)}.lock`);
}

async function acquire(lockPath: string): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (tryAcquire(lockPath)) return;
    if (isStale(lockPath)) {
      rmSync(lockPath, { force: true });
      if (tryAcquire(lockPath)) return;
    }
    if (attempt < ATTEMPTS - 1) await new Promise((resolve) => setTimeout(resolve, delayMs(attempt)));
  }
  const holder = readPayload(lockPath);
  throw new PublishError("store_locked", { file: lockPath, pid: holder?.pid ?? 0 });
}

function tryAcquire(lockPath: string): boolean {
  let file: number;
  try {
    file = openSync(lockPath, "wx", 0o644);
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return false;
    throw new PublishError("store_lock_failed", { file: lockPath, cause: errorCodeOf(error) });
  }
  try {
    writeSync(file, JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }, null, 2));
  } finally {
    closeSync(file);
  }
  return true;
}

function isStale(lockPath: string): boolean {
  const payload = readPayload(lockPath);
  if (payload === null) return olderThanStale(mtimeMs(lockPath));
  return !isAlive(payload.pid) || olderThanStale(Date.parse(payload.createdAt));
}

const olderThanStale = (atMs: number | null) => atMs !== null && Date.now() - atMs > STALE_MS;

function readPayload(lockPath: string): Payload | null {
  try {
    const { pid, createdAt } = JSON.parse(readFileSync(lockPath, "utf8")) as Payload;
    return Number.isInteger(pid) && pid > 0 && !Number.isNaN(Date.parse(createdAt))
      ? { pid, createdAt }
      : null;
  } catch {
    return null;
  }
}

function mtimeMs(file: string): number | null {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return null;
  }
}

/** A process of another user is alive too, though it may not be signalled. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === "EPERM";
  }
}

function delayMs(attempt: number): number {
  const base = Math.min(DELAY_MAX_MS, Math.max(DELAY_MIN_MS, DELAY_MIN_MS * 2 ** attempt));
  return Math.min(DELAY_MAX_MS, base * (1 + Math.random()));
}

/** Someone may have judged the lock stale and taken it; theirs is not ours to remove. */
function release(lockPath: string, own: string): void {
  try {
    if (readFileSync(lockPath, "utf8") === own) rmSync(lockPath, { force: true });
  } catch (error) {
    if (errorCodeOf(error) !== "ENOENT") throw error;
  }
}
