import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

const CLAWKEEP = path.resolve(import.meta.dirname, "../../bin/clawkeep");
/** Every call by which a process changes a file or makes a change last. */
const CALLS = [
  "openat",
  "write",
  "pwrite64",
  "fsync",
  "fdatasync",
  "ftruncate",
  "fchmod",
  "fchown",
  "rename",
  "unlink",
  "mkdir",
  "chmod",
];
const READ_ONLY = /^openat\(.*\bO_RDONLY\b/;

/** One system call of a run: the `count`-th of its name in the main thread. */
export type KillPoint = { call: string; count: number; what: string };

export type Killed = { wasKilled: boolean; stdout: string };

/** Makes sure that strace is there; says in words what to do when it cannot be. */
export function requireStrace(): void {
  if (spawnSync("strace", ["-V"]).status === 0) return;
  const installed =
    process.geteuid?.() === 0 && spawnSync("apt-get", ["install", "-y", "strace"]).status === 0;
  if (!installed)
    throw new Error(
      "This test kills the CLI at chosen system calls, for which it needs strace. Install strace.",
    );
}

/** Runs a command to its end and lists each of its calls that touches a file below `folder` and may change it. */
export function changingCalls(args: string[], env: NodeJS.ProcessEnv, folder: string): KillPoint[] {
  const log = path.join(folder, "..", `${path.basename(folder)}.strace`);
  const { status, stderr } = strace(["-y", "-o", log, "-e", `trace=${CALLS.join(",")}`], args, env);
  if (status !== 0) throw new Error(`The run to be swept failed by itself:\n${stderr}`);
  const lines = readFileSync(log, "utf8").split("\n");
  const main = lines[0]?.split(" ")[0];
  const counts = new Map<string, number>();
  return lines.flatMap((line) => {
    const [, pid, what = "", call = ""] = /^(\d+) +((\w+)\(.*)/.exec(line) ?? [];
    if (pid !== main) return [];
    const count = (counts.get(call) ?? 0) + 1;
    counts.set(call, count);
    return what.includes(folder) && !READ_ONLY.test(what)
      ? [{ call, count, what: shortened(what, folder) }]
      : [];
  });
}

/** Runs a command and kills it (signal 9) when it enters one call; the call itself does not happen. */
export function killedAt({ call, count }: KillPoint, args: string[], env: NodeJS.ProcessEnv): Killed {
  const inject = ["-o", "/dev/null", "-e", `trace=${call}`, "-e", `inject=${call}:signal=KILL:when=${count}`];
  const { status, signal, stdout } = strace(inject, args, env);
  return { wasKilled: signal === "SIGKILL" || status === 137, stdout };
}

/** `count` of a list, the first and the last among them, as far from each other as can be. */
export function spread<T>(list: T[], count: number): T[] {
  if (list.length <= count) return list;
  const step = (list.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, at) => list[Math.round(at * step)] as T);
}

function strace(options: string[], args: string[], env: NodeJS.ProcessEnv) {
  const command = ["-f", "-qq", ...options, process.execPath, CLAWKEEP, ...args];
  return spawnSync("strace", command, { env, encoding: "utf8", timeout: 60_000 });
}

function shortened(what: string, folder: string): string {
  return what.replaceAll(folder, "~").replace(/"[^"]{40,}"(\.\.\.)?/g, '"…"');
}
