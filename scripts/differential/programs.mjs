import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { openclawRelease } from "../openclaw-release.mjs";
import { fingerprint, layOut, variablesFor } from "./home-copy.mjs";
import { NOW_MS } from "./vocabulary.mjs";

/** A busy machine takes its time; what takes longer than this hangs. */
const COMMAND_MS = 120_000;

/** Nobody listens there, so OpenClaw finds no gateway of whoever runs this. */
const NO_GATEWAY_PORT = "1";

const running = new Set();

/**
 * Asks both programs about a case, each in a copy of its home below `folder`.
 *
 * The real one writes while it reads, so each of its commands gets a copy of its own. Ours may not, so all of its
 * commands share one, and what they changed is returned. `clawkeep` is the path of its `bin/clawkeep`.
 */
export async function askBoth(stateCase, folder, clawkeep) {
  const { agent, order } = stateCase.questions;
  // In one word, because Clawkeep takes a value that begins with a dash for another option.
  const ofAgent = (id) => (id === null ? [] : [`--agent=${id}`]);
  const status = ["models", "status", "--json", ...ofAgent(agent)];
  const check = ["models", "status", "--check", ...ofAgent(agent)];
  const get = order && [
    "models",
    "auth",
    "order",
    "get",
    "--provider",
    order.provider,
    "--json",
    ...ofAgent(order.agent),
  ];
  const real = (name, args) => {
    const home = copyOf(stateCase, path.join(folder, name));
    return runReal(args, home, stateCase);
  };
  const theirs = {
    // One call gives the document and the exit status.
    status: await real("openclaw-status", [...status, "--check"]),
    order: get ? await real("openclaw-order", get) : null,
  };
  const home = copyOf(stateCase, path.join(folder, "clawkeep"));
  const before = fingerprint(home);
  const ours = {
    status: await runOurs(clawkeep, status, home, stateCase),
    check: await runOurs(clawkeep, check, home, stateCase),
    order: get ? await runOurs(clawkeep, get, home, stateCase) : null,
  };
  const after = fingerprint(home);
  const changed = [
    ...after.filter((line) => !before.includes(line)),
    ...before.filter((line) => !after.includes(line)),
  ];
  return { theirs, ours, changed };
}

/** Ends what is still running, when the run is broken off. */
export function endRunning() {
  for (const child of running) kill(child);
}

function copyOf(stateCase, parent) {
  const home = path.join(parent, "home");
  mkdirSync(home, { recursive: true, mode: 0o700 });
  layOut(stateCase, home);
  return home;
}

function runReal(args, home, stateCase) {
  const { openclaw } = openclawRelease();
  return run(openclaw, args, home, stateCase);
}

function runOurs(clawkeep, args, home, stateCase) {
  const stateDir = path.join(home, ".openclaw");
  return run(process.execPath, [clawkeep, ...args, "--state-dir", stateDir], home, stateCase);
}

/** Output goes into a file: OpenClaw loses what a pipe does not take at once when it ends with another code than 0. */
async function run(command, args, home, stateCase) {
  const file = path.join(path.dirname(home), `${args.includes("--json") ? "json" : "text"}.out`);
  const stdout = openSync(file, "w");
  const child = spawn(command, args, {
    cwd: path.join(home, "cwd"),
    env: environment(home, stateCase),
    stdio: ["ignore", stdout, "pipe"],
    detached: true,
  });
  running.add(child);
  closeSync(stdout);
  const { code, stderr } = await ended(child);
  running.delete(child);
  return {
    code,
    stdout: readFileSync(file, "utf8").replaceAll(home, "__HOME__"),
    stderr: stderr.replaceAll(home, "__HOME__"),
  };
}

function environment(home, stateCase) {
  return {
    PATH: process.env.PATH ?? "",
    HOME: home,
    LANG: "C.UTF-8",
    TERM: "dumb",
    NO_COLOR: "1",
    COLUMNS: "120",
    NODE_OPTIONS: `--import=${path.join(import.meta.dirname, "clock.mjs")}`,
    CLAWKEEP_DIFFERENTIAL_NOW_MS: String(NOW_MS),
    OPENCLAW_GATEWAY_PORT: NO_GATEWAY_PORT,
    // Otherwise it starts itself a second time, only to be told to be quiet about experimental features.
    OPENCLAW_NO_RESPAWN: "1",
    ...variablesFor(stateCase, home),
  };
}

function ended(child) {
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    const timer = setTimeout(() => kill(child), COMMAND_MS);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stderr });
    });
  });
}

function kill(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
