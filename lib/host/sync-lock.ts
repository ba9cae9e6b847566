import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { errorCodeOf, PublishError } from "#lib/openclaw/publish-error.ts";
import { isRunning } from "#lib/openclaw/running-process.ts";

/**
 * Lets one sync of a gateway work at a time: a file with the pid of whoever works. One that was killed leaves its file,
 * and the next takes it over. Throws PublishError `sync_running`.
 */
export async function withSyncLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  take(file);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file: string): void {
  if (tryTake(file)) return;
  const pid = holderOf(file);
  if (pid !== null && isRunning(pid)) throw new PublishError("sync_running", { file, pid });
  // Of two that find the same leftover one moves it away, and the other finds a new one or none.
  const away = `${file}.${process.pid}`;
  try {
    renameSync(file, away);
    rmSync(away, { force: true });
  } catch (error) {
    if (errorCodeOf(error) !== "ENOENT")
      throw new PublishError("file_not_written", { file, cause: errorCodeOf(error) });
  }
  if (!tryTake(file)) throw new PublishError("sync_running", { file, pid: holderOf(file) ?? 0 });
}

function tryTake(file: string): boolean {
  try {
    const opened = openSync(file, "wx", 0o600);
    writeSync(opened, String(process.pid));
    closeSync(opened);
    return true;
  } catch (error) {
    if (errorCodeOf(error) === "EEXIST") return false;
    throw new PublishError("file_not_written", { file, cause: errorCodeOf(error) });
  }
}

function holderOf(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, "utf8"));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}
