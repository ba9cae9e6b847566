import "./node-version.mjs";
import { spawn } from "node:child_process";
import path from "node:path";
import { installPackages, npm, seconds } from "./commands.mjs";
import { buildIsCurrent, installIsCurrent, projectRoot } from "./stamps.mjs";

/**
 * From a fresh clone to a running console. Plain Node: nothing is installed yet when it starts.
 *
 * Arguments after `--` go to `clawkeep serve`: npm run quickstart -- --port 3310 --demo
 */

const startedMs = Date.now();
const say = (sentence) => console.log(`[${seconds(startedMs)}] ${sentence}`);

if (!installIsCurrent()) {
  say("Installing packages (on Node 20 this compiles SQLite, about a minute)…");
  stopUnless(await installPackages(), "The packages did not install.");
}
if (!buildIsCurrent()) {
  say("Building the console…");
  stopUnless(await npm("run", "build"), "The build failed.");
}
say("Starting the console…");
serve(process.argv.slice(2));

function stopUnless(exitCode, sentence) {
  if (exitCode === 0) return;
  say(sentence);
  process.exit(exitCode);
}

function serve(args) {
  const file = path.join(projectRoot, "bin/clawkeep");
  const child = spawn(process.execPath, [file, "serve", ...args], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // A terminal's Ctrl-C reaches the console by itself; a second one would cut its shutdown short.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => stopUnless(1, error.message));
  child.on("close", (code) => process.exit(code ?? 1));
}
