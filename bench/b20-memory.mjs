import { parseArgs } from "node:util";
import { median, round, verdictOf, worstVerdict } from "./paired.mjs";
import {
  BARE_COMMAND,
  CONSOLE_COMMAND,
  clientOf,
  memoryOf,
  startBarePage,
  startConsole,
  startTime,
} from "./web-server.mjs";

export const id = "B20";
export const title =
  "start of the console against a bare Next page; its memory at rest and after many requests";
export const quick = false;

const START = { goal: 1.3, gate: 2 };
const IDLE_MIB = { goal: 160, gate: 250 };
const LOADED_MIB = { goal: 320, gate: 450 };
/** MiB for every 1000 requests of the second half. */
const SLOPE = { goal: 1, gate: 5 };
const PAGES = [
  "/",
  "/profiles",
  "/timeline",
  "/audit",
  "/gateways",
  "/keys",
  "/order",
  "/doctor",
  "/settings",
  "/team",
];
const OPTIONS = {
  starts: { type: "string", default: "5" },
  profiles: { type: "string", default: "10000" },
  requests: { type: "string", default: "10000" },
};

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const console = await startConsole(Number(values.profiles));
  try {
    const start = await measureStarts(console.home, Number(values.starts));
    const memory = await measureMemory(console, Number(values.requests));
    return {
      profiles: Number(values.profiles),
      start,
      ...memory,
      verdict: worstVerdict([start.verdict, ...memory.verdicts]),
    };
  } finally {
    await console.stop();
  }
}

/** On the data of the console that is up: a second server beside it reads the same database. */
async function measureStarts(home, count) {
  await (await startBarePage()).stop();
  const env = { PATH: process.env.PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const pairs = [];
  for (let n = 0; n < count; n++) {
    const bare = await startTime(BARE_COMMAND, { env, address: "/" });
    await bare.stop();
    const ours = await startTime(CONSOLE_COMMAND, { env: { ...env, HOME: home }, address: "/sign-in" });
    await ours.stop();
    pairs.push({ bareMs: bare.tookMs, oursMs: ours.tookMs });
  }
  const ratio = round(median(pairs.map(({ bareMs, oursMs }) => oursMs / bareMs)), 2);
  const [bareMs, oursMs] = ["bareMs", "oursMs"].map((key) =>
    Math.round(median(pairs.map((pair) => pair[key]))),
  );
  return { ratio, bareMs, oursMs, ...START, verdict: verdictOf(ratio, START) };
}

async function measureMemory(console, requests) {
  const env = { PATH: process.env.PATH, HOME: console.home, NODE_ENV: "production" };
  const fresh = await startTime(CONSOLE_COMMAND, { env, address: "/sign-in" });
  const client = clientOf({ ...fresh, cookie: console.cookie });
  try {
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const idleMiB = Math.round(memoryOf(fresh.pid));
    const samples = [];
    for (let n = 1; n <= requests; n++) {
      const { status } = await client.get(PAGES[n % PAGES.length]);
      if (status !== 200) throw new Error(`${PAGES[n % PAGES.length]} gave ${status}.`);
      if (n % 100 === 0) samples.push([n, memoryOf(fresh.pid)]);
    }
    const loadedMiB = Math.round(Math.max(...samples.map(([, used]) => used)));
    const slope = round(slopeOf(samples.slice(samples.length >> 1)) * 1000, 2);
    const verdicts = [
      verdictOf(idleMiB, IDLE_MIB),
      verdictOf(loadedMiB, LOADED_MIB),
      verdictOf(slope, SLOPE),
    ];
    return { idleMiB, loadedMiB, requests, slopeMiBPer1000: slope, verdicts };
  } finally {
    client.close();
    await fresh.stop();
  }
}

/** Of the straight line that is nearest to the points (least squares). */
export function slopeOf(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [middleX, middleY] = [mean(0), mean(1)];
  const over = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - middleX) ** 2, 0);
}
