import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { verdictOf, worstVerdict } from "./paired.mjs";
import { startWriter } from "./steady-writer.mjs";
import { startConsole } from "./web-server.mjs";

export const id = "B07";
export const title = "a thousand resolver calls, sixteen at once, while people write and keys are rotated";
export const quick = false;

/** The slowest of a hundred against one alone. */
const P99 = { goal: 12, gate: 24 };
/** OpenClaw waits five seconds and then takes a secret as missing. */
const LONGEST_MS = { goal: 1500, gate: 3000 };
const FAILURES = { goal: 0, gate: 0 };
const OPTIONS = {
  calls: { type: "string", default: "1000" },
  "at-once": { type: "string", default: "16" },
  profiles: { type: "string", default: "2000" },
};
const CLI = fileURLToPath(new URL("../bin/clawkeep", import.meta.url));

/** Every call is a cold process of the installed resolver, as OpenClaw starts it, and has to bring the secret. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const console = await startConsole(Number(values.profiles), { agents: 1 });
  try {
    const call = callerOf(console);
    const alone = [];
    for (let n = 0; n < 15; n++) alone.push(await call(n));
    const others = disturb(console);
    const calls = [];
    let next = 0;
    const lane = async () => {
      while (next < Number(values.calls)) calls.push(await call(next++));
    };
    await Promise.all(Array.from({ length: Number(values["at-once"]) }, lane));
    const { rotations, commits } = await others.stop();
    const times = calls.map(({ ms }) => ms).sort((a, b) => a - b);
    const singleMs = alone.map(({ ms }) => ms).sort((a, b) => a - b)[alone.length >> 1];
    const p99Ms = times[Math.floor(times.length * 0.99)];
    const failures = calls.filter(({ isRight }) => !isRight).length;
    const ratio = Number((p99Ms / singleMs).toFixed(1));
    const longestMs = Math.round(times.at(-1));
    return {
      ...{ calls: calls.length, singleMs: Math.round(singleMs), p99Ms: Math.round(p99Ms), ratio, ...P99 },
      ...{ longestMs, failures, rotations, commits },
      verdict: worstVerdict([
        verdictOf(ratio, P99),
        verdictOf(longestMs, LONGEST_MS),
        verdictOf(failures, FAILURES),
      ]),
    };
  } finally {
    await console.stop();
  }
}

/** Calls the installed resolver for one secret after the other, each in a process of its own. */
export function callerOf({ stateDir }) {
  const command = path.join(stateDir, "clawkeep/clawkeep-resolver.cjs");
  const store = JSON.parse(readFileSync(path.join(stateDir, "agents/main/agent/auth-profiles.json"), "utf8"));
  const ids = Object.values(store.profiles).flatMap(({ keyRef, tokenRef }) => (keyRef ?? tokenRef)?.id ?? []);
  return async (n) => {
    const asked = ids[n % ids.length];
    const startedMs = performance.now();
    const child = spawn(command, [], { env: {}, stdio: ["pipe", "pipe", "ignore"] });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stdin.end(JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids: [asked] }));
    const status = await new Promise((resolve) => child.once("close", resolve));
    const isRight = status === 0 && typeof JSON.parse(said).values[asked] === "string";
    return { ms: performance.now() - startedMs, isRight };
  };
}

/** Twenty commits a second of another process, and one rotation of the data keys after another. */
function disturb({ home }) {
  let running = true;
  let rotations = 0;
  const writer = startWriter(path.join(home, ".local/share/clawkeep/clawkeep.sqlite"), 50);
  const env = { PATH: process.env.PATH, HOME: home, NODE_ENV: "production" };
  const rotate = async () => {
    while (running) {
      const child = spawn(process.execPath, [CLI, "vault", "rotate", "--data-keys"], {
        env,
        stdio: "ignore",
      });
      if ((await new Promise((resolve) => child.once("exit", resolve))) === 0) rotations++;
    }
  };
  const rotating = rotate();
  return {
    stop: async () => {
      running = false;
      await rotating;
      const { commits } = writer.figures();
      writer.stop();
      return { rotations, commits };
    },
  };
}
