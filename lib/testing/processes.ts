import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

/** A program that has not ended by itself after this long, in milliseconds, is killed. */
const PROGRAM_MS = 60_000;

/**
 * Bundles a file of lib/testing/programs, as the CLI is bundled, and returns the bundle's path.
 *
 * It stands below node_modules until the test ends, because the native packages in it are found from where
 * it stands.
 */
export async function buildProgram(name: string): Promise<string> {
  const cache = path.join(process.cwd(), "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(path.join(cache, "clawkeep-program-"));
  afterThisTest(() => rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "program.mjs");
  await build({
    entryPoints: [path.join("lib/testing/programs", name)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    banner: {
      js: 'import { createRequire as makeRequire_ } from "node:module"; const require = makeRequire_(import.meta.url);',
    },
    external: ["better-sqlite3", "better-sqlite3-napi", "@node-rs/argon2"],
    logLevel: "error",
  });
  return outfile;
}

/**
 * Runs a program in one process for each list of arguments, at the same time, and returns what each printed.
 *
 * A program prints `ready` and waits for its standard input to end; all are let go at once when the last is ready.
 */
export async function runTogether(program: string, argumentLists: string[][]): Promise<unknown[]> {
  const started = argumentLists.map((args) => startProgram(program, args));
  await Promise.all(started.map(({ ready }) => ready));
  for (const { child } of started) child.stdin.end();
  return Promise.all(started.map(({ answer }) => answer));
}

/** One such process; `ready` is settled when it said so, and `answer` is what it printed. */
export function startProgram(program: string, args: string[]) {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["pipe", "pipe", "inherit"],
    timeout: PROGRAM_MS,
    killSignal: "SIGKILL",
  });
  afterThisTest(() => child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const answer = Promise.all([text(child.stdout), ended]).then(([printed, status]) => {
    if (status !== 0) throw new Error(`The program ended with ${status}.`);
    return JSON.parse(printed.replace(/^ready\n/, ""));
  });
  const ready = Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), answer]);
  return { child, ready, answer };
}
