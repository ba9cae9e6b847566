import "./node-version.mjs";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installChromium } from "./chromium.mjs";
import { installPackages, npm, run, runAndRead, seconds, signalRunning, tool } from "./commands.mjs";
import { installNginx } from "./nginx.mjs";
import { installIsCurrent, projectRoot } from "./stamps.mjs";

/**
 * Everything that must hold before a commit is taken, from a fresh clone and without questions.
 *
 * Stops at the first step that fails. Its last line always reads `N passed, N failed`: tests one by one,
 * every other step as one, preparations only when they fail.
 */

const reports = mkdtempSync(path.join(os.tmpdir(), "clawkeep-verify-"));
const totals = { passed: 0, failed: 0, tests: 0 };

const STEPS = [
  ["packages", async () => prepared(installIsCurrent() ? 0 : await installPackages())],
  ["browser", async () => prepared(await installChromium())],
  ["reverse proxy", async () => prepared(await installNginx())],
  ["lint", async () => one(await npm("run", "lint"))],
  ["boundaries", async () => one(await npm("run", "boundaries"))],
  ["types", async () => one(await npm("run", "typecheck"))],
  ["unit tests", unitTests],
  ["build", async () => one(await npm("run", "build"))],
  ["recorded OpenClaw", recordedStates],
  ["browser tests", () => walks("browser")],
  ["browser tests in Chinese", () => walks("chinese")],
  ["real OpenClaw", () => walks("openclaw")],
  ["differences from OpenClaw", differential],
];

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    signalRunning(signal);
    finish(`stopped by ${signal}`);
  });
}

let broken = null;
for (const [name, step] of STEPS) {
  broken = await runStep(name, step);
  if (broken) break;
}
finish(broken);

async function runStep(name, step) {
  const startedMs = Date.now();
  console.log(`\n── ${name}`);
  const counts = await step().catch((error) => {
    console.error(error);
    return one(1);
  });
  totals.passed += counts.passed;
  totals.failed += counts.failed;
  totals.tests += counts.tests;
  console.log(`── ${name}: ${counts.failed ? "FAILED" : "ok"} in ${seconds(startedMs)}`);
  return counts.failed ? `stopped at "${name}"` : null;
}

/** Called once, whatever happened: says where it stopped, then the one line that is read by machines. */
function finish(reason) {
  rmSync(reports, { recursive: true, force: true });
  if (reason) console.log(`\nverify: ${reason}`);
  if (reason && totals.failed === 0) totals.failed = 1;
  console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
  process.exit(totals.failed > 0 || totals.tests === 0 ? 1 : 0);
}

function one(exitCode) {
  return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, tests: 0 };
}

function prepared(exitCode) {
  return { ...one(exitCode), passed: 0 };
}

async function unitTests() {
  const file = path.join(reports, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const exitCode = await tool("vitest/vitest.mjs", ["run", ...reporters]);
  const report = readReport(file);
  return counted(exitCode, report.numPassedTests, report.numFailedTests);
}

/** Compares the CLI with what OpenClaw said about recorded state dirs, where the recordings are beside the checkout. */
async function recordedStates() {
  const script = path.join(projectRoot, "../shared/acceptance/parity.mjs");
  if (!existsSync(script)) {
    console.log("skipped: the recordings (../shared) are not beside this checkout");
    return { passed: 0, failed: 0, tests: 0 };
  }
  const clawkeep = path.join(projectRoot, "bin/clawkeep");
  const { exitCode, output } = await runAndRead(process.execPath, [script, "--clawkeep", clawkeep]);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(output) ?? [];
  return counted(exitCode, Number(passed ?? 0), Number(failed ?? 0));
}

async function walks(project) {
  const file = path.join(reports, `${project}.json`);
  const exitCode = await tool(
    "@playwright/test/cli.js",
    ["test", `--project=${project}`, "--reporter=list,json"],
    { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  );
  const { expected, flaky, unexpected } = readReport(file).stats ?? {};
  return counted(exitCode, (expected ?? 0) + (flaky ?? 0), unexpected);
}

/** The same state dirs every time; more of them, and others, from the terminal. */
async function differential() {
  const file = path.join(reports, "differential.json");
  const script = path.join(projectRoot, "scripts/openclaw-differential.mjs");
  const exitCode = await run(process.execPath, [script, "--count", "40", "--seed", "1", "--report", file]);
  const { passed, failed } = readReport(file);
  return counted(exitCode, passed, failed);
}

/** A runner that failed without a failed test (a file that does not load, no test found) counts as one. */
function counted(exitCode, passed = 0, failed = 0) {
  const failures = exitCode !== 0 || passed + failed === 0 ? Math.max(failed, 1) : failed;
  return { passed, failed: failures, tests: passed + failed };
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}
