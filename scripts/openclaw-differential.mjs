import "./node-version.mjs";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { seconds } from "./commands.mjs";
import { differencesOf, isRefusal, shown } from "./differential/compare.mjs";
import { explanationOf } from "./differential/divergences.mjs";
import { askBoth, endRunning } from "./differential/programs.mjs";
import { stateCase } from "./differential/state-case.mjs";
import { OPENCLAW_RELEASE, openclawRelease } from "./openclaw-release.mjs";
import { projectRoot } from "./stamps.mjs";

/**
 * Asks the real OpenClaw and Clawkeep the same questions about generated state dirs, and prints where they disagree.
 *
 *   npm run openclaw:differential -- [--count 200] [--seed 1] [--only SEED/INDEX] [--keep] [--jobs 2]
 *     [--report FILE] [--clawkeep bin/clawkeep]
 *
 * Ends with 1 when a difference is not in docs/openclaw-divergences.md. `--keep` leaves the homes of such cases.
 */

const { values: flags } = parseArgs({
  options: {
    count: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    keep: { type: "boolean", default: false },
    jobs: { type: "string", default: "2" },
    report: { type: "string" },
    clawkeep: { type: "string", default: path.join(projectRoot, "bin/clawkeep") },
  },
});

const clawkeep = path.resolve(flags.clawkeep);
if (!existsSync(path.join(clawkeep, "../../dist/cli.cjs")))
  fail('Clawkeep is not built yet. Run "npm run build".');
const cases = chosenCases();
const folder = mkdtempSync(path.join(os.tmpdir(), "clawkeep-differential-"));
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    endRunning();
    rmSync(folder, { recursive: true, force: true });
    process.exit(1);
  });
}

openclawRelease();
const startedMs = Date.now();
const totals = { passed: 0, failed: 0, refused: 0, explained: new Map() };
const waiting = [...cases];
await Promise.all(Array.from({ length: whole(flags.jobs, "--jobs") }, () => work()));
finish();

async function work() {
  for (let next = waiting.shift(); next; next = waiting.shift()) await compareOne(next);
}

async function compareOne([seed, index]) {
  const one = stateCase(seed, index);
  const own = path.join(folder, `${seed}-${index}`);
  mkdirSync(own);
  const observed = await askBoth(one, own, clawkeep);
  const unexplained = differencesOf(one, observed).filter((difference) => {
    const id = explanationOf(difference, observed);
    if (id) totals.explained.set(id, (totals.explained.get(id) ?? 0) + 1);
    return id === null;
  });
  if (isRefusal(observed.theirs.status)) totals.refused += 1;
  totals[unexplained.length === 0 ? "passed" : "failed"] += 1;
  if (unexplained.length > 0) report(one, unexplained, own);
  if (unexplained.length === 0 || !flags.keep) rmSync(own, { recursive: true, force: true });
}

function report(one, differences, own) {
  const { name, questions } = one;
  const { agent, order } = questions;
  console.log(
    `DIFFERENT ${name} agent=${JSON.stringify(agent)}${order ? ` order=${JSON.stringify(order)}` : ""}`,
  );
  for (const { command, path: at, expected, got } of differences.slice(0, 6)) {
    console.log(
      `  ${command} ${at}\n    OpenClaw: ${shown(one, expected)}\n    Clawkeep: ${shown(one, got)}`,
    );
  }
  if (differences.length > 6) console.log(`  and ${differences.length - 6} more`);
  console.log(
    flags.keep ? `  kept in ${own}` : `  again: npm run openclaw:differential -- --only ${name} --keep`,
  );
}

function finish() {
  if (!flags.keep || totals.failed === 0) rmSync(folder, { recursive: true, force: true });
  const { passed, failed, refused, explained } = totals;
  for (const [id, times] of [...explained].sort()) console.log(`documented: ${id}, ${times} times`);
  if (flags.report) writeFileSync(flags.report, JSON.stringify({ passed, failed }));
  const took = `in ${seconds(startedMs)}`;
  console.log(
    `${cases.length} state dirs, ${refused} of them refused by OpenClaw ${OPENCLAW_RELEASE}, ${took}`,
  );
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed > 0 ? 1 : 0);
}

function chosenCases() {
  if (flags.only) {
    const [seed, index] = flags.only.split("/");
    return [[whole(seed, "--only"), whole(index, "--only")]];
  }
  const seed = whole(flags.seed, "--seed");
  return Array.from({ length: whole(flags.count, "--count") }, (_, index) => [seed, index]);
}

function whole(text, flag) {
  if (!/^\d{1,9}$/.test(text ?? "")) fail(`${flag} wants whole numbers.`);
  return Number(text);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}
