import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { callerOf } from "./b07-storm.mjs";
import { slopeOf } from "./b20-memory.mjs";
import { round, verdictOf, worstVerdict } from "./paired.mjs";
import { overTen, startProvider } from "./provider-process.mjs";
import { loadSubject } from "./subject.mjs";
import { clientOf, filesOf, memoryOf, startConsole } from "./web-server.mjs";

export const id = "B24";
export const title =
  "twenty minutes of people, sweeps, resolver calls and a gateway that writes its own store";
export const quick = false;

const ERRORS = { goal: 0, gate: 0 };
/** The 99th percentile of the last quarter against that of the second, in percent more; the first one warms up. */
const DRIFT_PERCENT = { goal: 10, gate: 30 };
const PAGES = ["/", "/profiles", "/timeline", "/audit", "/gateways", "/probes", "/keys", "/doctor"];
const PEOPLE = 5;
const OPTIONS = { minutes: { type: "string", default: "20" }, profiles: { type: "string", default: "500" } };

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const lengthMs = Number(values.minutes) * 60_000;
  const provider = await startProvider(200);
  const console = await startConsole(Number(values.profiles), { agents: 1 });
  const { openSweeper } = await loadSubject("soak-subject.ts");
  const sweeper = openSweeper(console.home, { port: provider.port, profiles: overTen(20) });
  const [startedMs, before] = [performance.now(), sweeper.profiles()];
  const said = { errors: [], pages: [], resolved: 0, sweeps: 0, gatewayWrites: 0, samples: [] };
  const untilMs = startedMs + lengthMs;
  const every = (ms, work) => repeat(ms, untilMs, work, said.errors);
  try {
    const call = callerOf(console);
    let asked = 0;
    await Promise.all([
      ...Array.from({ length: PEOPLE }, (_, person) => browse(console, { person, startedMs, untilMs, said })),
      every(30_000, async () => {
        await sweeper.sweep();
        said.sweeps++;
      }),
      every(1000, async () => {
        if (!(await call(asked++)).isRight) throw new Error("The resolver did not bring a secret.");
        said.resolved++;
      }),
      every(2000, () => {
        writeAsGateway(console.stateDir);
        said.gatewayWrites++;
      }),
      every(5000, () => {
        const atS = (performance.now() - startedMs) / 1000;
        said.samples.push([atS, memoryOf(console.pid), filesOf(console.pid)]);
      }),
    ]);
    return { minutes: Number(values.minutes), ...figuresOf(said, lengthMs, before - sweeper.profiles()) };
  } finally {
    sweeper.close();
    await console.stop();
    provider.stop();
  }
}

function figuresOf({ errors, pages, samples, ...counts }, lengthMs, lost) {
  const p99In = (from, to) => {
    const times = pages
      .filter(({ atMs }) => atMs >= from * lengthMs && atMs < to * lengthMs)
      .map(({ ms }) => ms);
    return times.sort((a, b) => a - b)[Math.floor(times.length * 0.99)];
  };
  const [early, late] = [p99In(0.25, 0.5), p99In(0.75, 1)];
  const driftPercent = round((late / early - 1) * 100, 1);
  const half = samples.slice(samples.length >> 1);
  const slope = (at) => round(slopeOf(half.map((sample) => [sample[0] / 60, sample[at]])), 2);
  return {
    ...{ errors: errors.length, firstErrors: errors.slice(0, 3), lost, pages: pages.length, ...counts },
    ...{ p99Ms: Math.round(early), p99LateMs: Math.round(late), driftPercent },
    ...{ memoryMiB: Math.round(samples.at(-1)[1]), memoryMiBPerMinute: slope(1), filesPerMinute: slope(2) },
    verdict: worstVerdict([
      verdictOf(errors.length, ERRORS),
      verdictOf(lost, ERRORS),
      verdictOf(driftPercent, DRIFT_PERCENT),
    ]),
  };
}

/** One person at the pages: looks at each in turn, a second or so between them. */
async function browse(console, { person, startedMs, untilMs, said }) {
  const client = clientOf(console);
  for (let n = person; performance.now() < untilMs; n++) {
    const page = PAGES[n % PAGES.length];
    try {
      const { status, ttfbMs } = await client.get(page);
      if (status !== 200) throw new Error(`${page} gave ${status}.`);
      said.pages.push({ atMs: performance.now() - startedMs, ms: ttfbMs });
    } catch (error) {
      said.errors.push(error.message);
    }
    await pause(800 + 100 * person);
  }
  client.close();
}

/** What OpenClaw writes by itself: when a profile was used last. In place of the file, as it does. */
function writeAsGateway(stateDir) {
  const file = path.join(stateDir, "agents/main/agent/auth-profiles.json");
  const store = JSON.parse(readFileSync(file, "utf8"));
  const [first] = Object.keys(store.profiles);
  store.usageStats = { ...store.usageStats, [first]: { lastUsed: Date.now(), errorCount: 0 } };
  writeFileSync(`${file}.tmp`, `${JSON.stringify(store, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
}

async function repeat(ms, untilMs, work, errors) {
  while (performance.now() < untilMs) {
    const next = pause(ms);
    try {
      await work();
    } catch (error) {
      errors.push(error.message);
    }
    await next;
  }
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
