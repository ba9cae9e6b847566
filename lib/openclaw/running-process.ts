import { readFileSync } from "node:fs";

/**
 * Says whether a process is there and still does something.
 *
 * One of another user counts, though it may not be signalled. One that has ended and was never waited for
 * does not: where nobody reaps, as in a container whose first process is no init, it would stay for ever.
 */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  return !isZombie(pid);
}

/** Linux only; elsewhere nothing can be read and the answer is no. */
function isZombie(pid: number): boolean {
  try {
    // `pid (name) state …`; the name may hold anything, also a bracket.
    return /\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

/** When a process started, in the clock ticks since boot that `/proc` counts; null where that cannot be read. */
export function startTimeOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // `starttime` is field 22; after the name, which may hold anything, the fields begin with the third.
    const ticks = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
    return Number.isSafeInteger(ticks) ? ticks : null;
  } catch {
    return null;
  }
}
