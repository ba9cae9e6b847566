import { spawn } from "node:child_process";
import path from "node:path";
import { projectRoot } from "./stamps.mjs";

/** Starting other programs from the scripts: always in the package's folder, never with a terminal's input. */

/** What every program started here gets: nothing may report home. */
const QUIET = { NEXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };

const running = new Set();

/** Runs to the end with output shown; resolves to the exit code, 1 for a program that cannot start or was killed. */
export function run(command, args, env = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, "inherit", env);
    running.add(child);
    child.on("error", (error) => {
      console.error(`${command}: ${error.message}`);
      resolve(1);
    });
    child.on("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** The same, and gives what the program wrote to its standard output as well. */
export async function runAndRead(command, args, env = {}) {
  const chunks = [];
  const exitCode = await new Promise((resolve) => {
    const child = start(command, args, "pipe", env);
    child.stdout?.on("data", (chunk) => {
      chunks.push(chunk);
      process.stdout.write(chunk);
    });
    running.add(child);
    child.on("error", () => resolve(1));
    child.on("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
  return { exitCode, output: Buffer.concat(chunks).toString("utf8") };
}

function start(command, args, stdout, env) {
  return spawn(command, args, {
    cwd: projectRoot,
    stdio: ["ignore", stdout, "inherit"],
    env: { ...process.env, ...QUIET, ...env },
  });
}

/** Passes a signal on to whatever runs at the moment. */
export function signalRunning(signal) {
  for (const child of running) child.kill(signal);
}

/** npm as it was started; a PATH lookup when a script is run without it. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith(".js") ? run(process.execPath, [cli, ...args]) : run("npm", args);
}

/** A program of an installed package, by its file: node_modules/.bin holds other things on Windows. */
export function tool(file, args, env) {
  return run(process.execPath, [path.join(projectRoot, "node_modules", file), ...args], env);
}

/** The packages of the lockfile, exactly. Its postinstall leaves the stamp that says so. */
export function installPackages() {
  return npm("ci", "--no-audit", "--no-fund");
}

export function seconds(sinceMs) {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)}s`;
}
