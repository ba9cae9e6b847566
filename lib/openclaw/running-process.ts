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
