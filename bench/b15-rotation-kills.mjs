import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { generateStore } from "./gen-store.mjs";
import { median, round, verdictOf, worstVerdict } from "./paired.mjs";
import { bundleSubject } from "./subject.mjs";

export const id = "B15";
export const title =
  "rotation of the data keys killed at random moments: nothing lost, and nothing done twice";
export const quick = false;

/** Envelopes written after the kill, for each that was left to do. */
const RESUME = { goal: 1.1, gate: 1.1 };
/** Secrets that are lost or do not open. */
const LOST = { goal: 0, gate: 0 };
const OPTIONS = { secrets: { type: "string", default: "20000" }, kills: { type: "string", default: "25" } };

/** A dead driver's lease has to end; the clock of each process is this much later than that of the one before. */
const LATER_MS = 60_000;
const WORKER = fileURLToPath(new URL("rotation-worker.mjs", import.meta.url));

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const { file, remove } = await bundleSubject("rotation-subject.ts");
  const { killedVault } = await import(pathToFileURL(file).href);
  const vault = killedVault(generateStore(Number(values.secrets)));
  try {
    const before = vault.secrets();
    const driver = driverOf(file, vault.home);
    vault.start();
    const whole = await driver.toTheEnd();
    const rounds = [];
    const kills = Number(values.kills);
    // Some are faster than the kill that was meant for them; those are not counted, and there is an end to trying.
    while (rounds.filter(isKilled).length < kills && rounds.length < 2 * kills)
      rounds.push(await oneRound(vault, driver, { before, wallMs: whole.wallMs }));
    return judged(rounds, { kills, envelopes: before.size, wholeCpuMs: whole.cpuMs });
  } finally {
    vault.close();
    remove();
  }
}

async function oneRound(vault, driver, { before, wallMs }) {
  vault.start();
  const wasKilled = await driver.killedAfter(Math.random() * wallMs);
  const killed = vault.state();
  const lostMeanwhile = lost(before, vault.secrets());
  const resumed = await driver.toTheEnd();
  const ended = vault.state();
  const remaining = killed.total - killed.moved;
  return {
    wasKilled,
    at: killed.moved / killed.total,
    remaining,
    written: ended.written - killed.written,
    cpuMs: resumed.cpuMs,
    lost: lostMeanwhile + lost(before, vault.secrets()) + (ended.isDone && ended.sealKeys === 1 ? 0 : 1),
  };
}

/** How many secrets are not what they were. One that does not open at all ends the benchmark. */
function lost(before, now) {
  return [...before].filter(([place, secret]) => now.get(place) !== secret).length;
}

const isKilled = ({ wasKilled, remaining }) => wasKilled && remaining > 0;

function judged(rounds, { kills, envelopes, wholeCpuMs }) {
  const killed = rounds.filter(isKilled);
  const resume = Math.max(...killed.map(({ written, remaining }) => written / remaining));
  const lostInAll = rounds.reduce((sum, each) => sum + each.lost, 0);
  // For the eye: what the rest cost for each secret, against a rotation that nobody killed.
  const cpu = killed.map(({ cpuMs, remaining }) => cpuMs / remaining / (wholeCpuMs / envelopes));
  const verdicts = [verdictOf(resume, RESUME), verdictOf(lostInAll, LOST)];
  if (killed.length < kills) verdicts.push("red");
  return {
    envelopes,
    kills: killed.length,
    killedAt: killed.map(({ at }) => round(at, 2)).sort((a, b) => a - b),
    lost: lostInAll,
    resume: round(resume, 3),
    resumeCpu: round(median(cpu), 2),
    ...RESUME,
    verdict: worstVerdict(verdicts),
  };
}

function driverOf(bundle, home) {
  let processes = 0;
  const begin = async () => {
    const laterMs = String(processes++ * LATER_MS);
    const args = [path.resolve(WORKER), bundle, home, laterMs];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let said = "";
    const ended = new Promise((resolve) => child.once("close", (_, signal) => resolve(signal)));
    await new Promise((resolve) => {
      child.stdout.on("data", (chunk) => {
        said += chunk;
        resolve();
      });
    });
    return { child, ended, startedMs: performance.now(), text: () => said };
  };
  return {
    async toTheEnd() {
      const { ended, startedMs, text } = await begin();
      if ((await ended) !== null) throw new Error("The driver was killed by someone else.");
      return { wallMs: performance.now() - startedMs, ...JSON.parse(text().replace("ready\n", "")) };
    },
    /** False when it was faster. */
    async killedAfter(ms) {
      const { child, ended } = await begin();
      const timer = setTimeout(() => child.kill("SIGKILL"), ms);
      const signal = await ended;
      clearTimeout(timer);
      return signal === "SIGKILL";
    },
  };
}
