import { spawnSync } from "node:child_process";
import v8 from "node:v8";
import vm from "node:vm";

/**
 * One shell runs the command `rounds` times and reports what those children cost it.
 *
 * Node can tell its own CPU time, but not that of a child it has waited for, and /proc counts in clock ticks of
 * 10 ms. The shell's `time` asks the kernel (getrusage) for the exact sum over its children. The text for stdin
 * arrives through a pipe without another process in between: a here-string of less than 64 KiB is one.
 */
const TIMED_ROUNDS = `
TIMEFORMAT="%R %U %S"
rounds=$1 input=$2 exit=$3
shift 3
time { for ((i = 0; i < rounds; i++)); do "$@" <<<"$input" >/dev/null 2>&1; (($? == exit)) || exit 1; done; }
`;

/**
 * @typedef {object} Command
 * @property {string[]} argv absolute path first
 * @property {string} [input] what it reads on stdin, less than 64 KiB
 * @property {Record<string, string>} [env] its whole environment; empty when left out
 * @property {string} [cwd]
 * @property {number} [exit] the exit code it must end with; 0 when left out
 * @property {number} [rounds] how often it runs for one sample, when not as often as the other side
 */

/**
 * Runs floor and subject in turn (A, B, A, B, …) and compares their CPU time pair by pair.
 *
 * The ratio is the median over the pairs, so a change in the machine's speed or load that outlasts a pair cancels
 * out. Each sample is the mean of `rounds` cold processes, because the shell rounds to a millisecond.
 *
 * @param {{ floor: Command, subject: Command, pairs?: number, rounds?: number }} what
 */
export function measurePaired({ floor, subject, pairs = 15, rounds = 4 }) {
  if (pairs < 9) throw new Error("Fewer than 9 pairs say too little.");
  timeRounds(floor, 1);
  timeRounds(subject, 1);
  const samples = Array.from({ length: pairs }, () => ({
    floor: timeRounds(floor, floor.rounds ?? rounds),
    subject: timeRounds(subject, subject.rounds ?? rounds),
  }));
  return { rounds, ...compared(samples) };
}

/**
 * @typedef {object} Round one measured piece of work inside this process
 * @property {() => (() => unknown)} prepare not timed; gives what is
 * @property {() => void} clean not timed
 */

/**
 * The same for work inside this process: floor and subject in turn, CPU time of all threads, so that the garbage
 * they leave is counted too. The first pairs, in which the engine still compiles, do not count.
 *
 * @param {{ floor: Round, subject: Round, pairs?: number, warmUps?: number }} what
 */
export async function measureInProcess({ floor, subject, pairs = 9, warmUps = 2 }) {
  if (pairs < 9) throw new Error("Fewer than 9 pairs say too little.");
  const samples = [];
  for (let n = 0; n < warmUps + pairs; n++) {
    samples.push({ floor: await timeRound(floor), subject: await timeRound(subject) });
  }
  return compared(samples.slice(warmUps));
}

v8.setFlagsFromString("--expose-gc");
/** What the preparation left must not be cleared away on the clock of the work. */
const collectGarbage = vm.runInNewContext("gc");

async function timeRound({ prepare, clean }) {
  const work = await prepare();
  try {
    collectGarbage();
    const [cpu, started] = [process.cpuUsage(), performance.now()];
    await work();
    const { user, system } = process.cpuUsage(cpu);
    return { wallMs: performance.now() - started, cpuMs: (user + system) / 1000 };
  } finally {
    await clean();
  }
}

function compared(samples) {
  const ratios = samples.map((pair) => pair.subject.cpuMs / pair.floor.cpuMs);
  return {
    pairs: samples.length,
    ratio: round(median(ratios), 3),
    ratioLow: round(Math.min(...ratios), 3),
    ratioHigh: round(Math.max(...ratios), 3),
    moreCpuMs: round(median(samples.map((pair) => pair.subject.cpuMs - pair.floor.cpuMs)), 2),
    floorCpuMs: round(median(samples.map((pair) => pair.floor.cpuMs)), 1),
    subjectCpuMs: round(median(samples.map((pair) => pair.subject.cpuMs)), 1),
    floorWallMs: round(median(samples.map((pair) => pair.floor.wallMs)), 1),
    subjectWallMs: round(median(samples.map((pair) => pair.subject.wallMs)), 1),
  };
}

/**
 * Where a figure stands: at its goal, behind it but inside the gate, or beyond the gate (a failure).
 * Smaller is better.
 *
 * @returns {"goal" | "gate" | "red"}
 */
export function verdictOf(figure, { goal, gate }) {
  if (figure <= goal) return "goal";
  return figure <= gate ? "gate" : "red";
}

/** The same where larger is better. */
export function verdictOfAtLeast(figure, { goal, gate }) {
  return verdictOf(-figure, { goal: -goal, gate: -gate });
}

/** The worst of several verdicts is the verdict of the whole. */
export function worstVerdict(verdicts) {
  return ["red", "gate", "goal"].find((verdict) => verdicts.includes(verdict)) ?? "goal";
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function round(value, digits) {
  return Number(value.toFixed(digits));
}

function timeRounds({ argv, input = "", env = {}, cwd, exit = 0 }, rounds) {
  // Started without SHLVL and with a socket for stdin, bash takes itself for a remote shell and reads ~/.bashrc.
  const args = ["--norc", "-c", TIMED_ROUNDS, "bench", String(rounds), input, String(exit), ...argv];
  const shell = spawnSync("/bin/bash", args, { env, cwd, encoding: "utf8" });
  const [wall, user, system] = (shell.stderr ?? "").trim().split(" ").map(Number);
  if (shell.status !== 0 || !Number.isFinite(system))
    throw new Error(`A measured command failed: ${argv[0]}`);
  return { wallMs: (wall * 1000) / rounds, cpuMs: ((user + system) * 1000) / rounds };
}
