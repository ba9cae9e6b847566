import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { defaultCache, OPENCLAW_RELEASE } from "../scripts/openclaw-release.mjs";
import { median, overTen, startProvider } from "./provider-process.mjs";
import { loadSubject } from "./subject.mjs";

export const id = "B09";
export const title = "`models status --probe` of 50 profiles, cold process: what it takes beyond the answers";
export const quick = false;

const DELAY_MS = 200;
const PROFILES = 50;
const AT_ONCE = 10;
const IDEAL_MS = (PROFILES / AT_ONCE) * DELAY_MS;
const GOAL = { beyondMs: 250, timesFaster: 4.5 };
const GATE = { beyondMs: 500, timesFaster: 4.5 };

const OPTIONS = {
  peer: { type: "string" }, // the executable, else the one that scripts/openclaw-release.mjs installed
  runs: { type: "string", default: "5" },
};
const CLAWKEEP = fileURLToPath(new URL("../bin/clawkeep", import.meta.url));

/**
 * Wall clock from the start of the process to its end. The floor is what no sweep can be quicker than: the answers,
 * as many at once as allowed. OpenClaw asks the same server for the same profiles, once, because it takes a minute.
 */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const peer = values.peer ?? path.join(defaultCache(), `openclaw-${OPENCLAW_RELEASE}/bin/openclaw`);
  const { probedGateway } = await loadSubject("probes-subject.ts");
  const provider = await startProvider(DELAY_MS);
  const home = mkdtempSync(path.join(os.tmpdir(), "clawkeep-bench-"));
  try {
    const stateDir = writeHome(home, probedGateway({ port: provider.port, profiles: overTen(PROFILES) }));
    const ours = [];
    for (let round = 0; round < Number(values.runs); round += 1)
      ours.push(await probe(CLAWKEEP, home, ["--state-dir", stateDir]));
    const ourMs = median(ours);
    const beyondMs = ourMs - IDEAL_MS;
    const openclawMs = existsSync(peer) ? await probe(peer, home, ["--probe-timeout", "60000"]) : null;
    const timesFaster = openclawMs === null ? null : Number((openclawMs / ourMs).toFixed(1));
    const reaches = (limit) =>
      beyondMs <= limit.beyondMs && (timesFaster === null || timesFaster >= limit.timesFaster);
    return {
      ...{ idealMs: IDEAL_MS, ourMs, beyondMs, openclawMs, timesFaster, goal: GOAL, gate: GATE },
      verdict: reaches(GOAL) ? "goal" : reaches(GATE) ? "gate" : "red",
    };
  } finally {
    provider.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** OpenClaw calls a key that nobody takes good when it has no model to fall back to. */
function writeHome(home, { store, config }) {
  const stateDir = path.join(home, ".openclaw");
  const agentDir = path.join(stateDir, "agents/main/agent");
  mkdirSync(agentDir, { recursive: true, mode: 0o700 });
  const { defaults } = config.agents;
  const agents = { defaults: { ...defaults, model: { primary: "p0/m", fallbacks: ["p1/m"] } } };
  const quiet = { gateway: { mode: "local" }, update: { checkOnStart: false } };
  writeFileSync(path.join(stateDir, "openclaw.json"), JSON.stringify({ ...config, ...quiet, agents }), {
    mode: 0o600,
  });
  writeFileSync(path.join(agentDir, "auth-profiles.json"), JSON.stringify(store), { mode: 0o600 });
  return stateDir;
}

/** Milliseconds of a whole run, which has to find all of the keys good. */
async function probe(command, home, more) {
  const args = ["models", "status", "--probe", "--json", "--probe-concurrency", String(AT_ONCE), ...more];
  const env = { HOME: home, PATH: process.env.PATH, LANG: "C.UTF-8", NO_COLOR: "1" };
  const startMs = performance.now();
  const child = spawn(command, args, { cwd: home, env, stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  await new Promise((resolve, reject) => child.once("close", resolve).once("error", reject));
  const tookMs = Math.round(performance.now() - startMs);
  const { results } = JSON.parse(text.slice(text.indexOf("{"))).auth.probes;
  const good = results.filter(({ status }) => status === "ok").length;
  if (good !== PROFILES) throw new Error(`${path.basename(command)} calls ${good} of ${PROFILES} keys ok.`);
  return tookMs;
}
