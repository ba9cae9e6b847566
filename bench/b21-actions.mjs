import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median, round } from "./paired.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B21";
export const title =
  "sealing a key with its audit row, 8 at once, against raw FULL commits of 300 bytes, 8 at once";
export const quick = false;

/** Per cent of the raw rate; more is better. */
const GOAL = 60;
const GATE = 35;
const OPTIONS = {
  workers: { type: "string", default: "8" },
  pairs: { type: "string", default: "9" },
  seconds: { type: "string", default: "1.5" }, // how long each side of a pair runs
};
const WORKER = fileURLToPath(new URL("actions-worker.mjs", import.meta.url));

/**
 * Each worker is a process of its own with its own connection, as the console, the CLI and a scheduled sync are to
 * each other: `BEGIN IMMEDIATE`, the product's busy timeout, WAL, synchronous = FULL. The subject's workers call
 * the operation behind the form for a new API key: parse the input, read the gateway, seal, insert profile,
 * credential and audit row, commit. Both sides stay open, and wait while the other one runs.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const [count, pairs, ms] = [Number(values.workers), Number(values.pairs), Number(values.seconds) * 1000];
  if (pairs < 9) throw new Error("Fewer than 9 pairs say too little.");
  const { openActionsFolder } = await loadSubject("actions-subject.ts");
  const folder = openActionsFolder();
  const teams = { raw: [], action: [] };
  try {
    for (const kind of ["raw", "action"]) {
      for (let n = 0; n < count; n++) teams[kind].push(startWorker(kind, folder, n));
    }
    await Promise.all([...teams.raw, ...teams.action].map((worker) => worker.next()));
    const alone = await measure(teams.raw.slice(0, 1), teams.action.slice(0, 1), { pairs, ms: ms / 2 });
    const together = await measure(teams.raw, teams.action, { pairs, ms });
    const verdict = together.percent >= GOAL ? "goal" : together.percent >= GATE ? "gate" : "red";
    return { workers: count, ...together, alone, goal: GOAL, gate: GATE, verdict };
  } finally {
    for (const worker of [...teams.raw, ...teams.action]) worker.end();
    folder.close();
  }
}

/** Raw and action in turn, the first pair not counted; the figure is the median of the pairs' own ratios. */
async function measure(raw, action, { pairs, ms }) {
  const samples = [];
  for (let n = 0; n <= pairs; n++) samples.push({ raw: await rate(raw, ms), action: await rate(action, ms) });
  const counted = samples.slice(1);
  const percents = counted.map((pair) => (100 * pair.action) / pair.raw);
  return {
    pairs,
    percent: round(median(percents), 1),
    percentLow: round(Math.min(...percents), 1),
    percentHigh: round(Math.max(...percents), 1),
    rawPerSecond: round(median(counted.map((pair) => pair.raw)), 0),
    actionsPerSecond: round(median(counted.map((pair) => pair.action)), 0),
  };
}

/** Commits a second of all workers, each timed by itself from its first to its last. */
async function rate(workers, ms) {
  for (const worker of workers) worker.go(ms);
  const answers = await Promise.all(workers.map((worker) => worker.next()));
  return answers.reduce((sum, { done, tookMs }) => sum + (done * 1000) / tookMs, 0);
}

function startWorker(kind, { folder, gatewayId }, n) {
  const argv = [WORKER, kind, folder, gatewayId, String(n)];
  const child = spawn(process.execPath, argv, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    go: (ms) => child.stdin.write(`${ms}\n`),
    async next() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`Worker ${n} (${kind}) ended before it was done.`);
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}
