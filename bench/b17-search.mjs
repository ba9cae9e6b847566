import { parseArgs } from "node:util";
import { measurePages } from "./page-load.mjs";
import { verdictOf, worstVerdict } from "./paired.mjs";
import { startBarePage, startConsole } from "./web-server.mjs";

export const id = "B17";
export const title = "filter and search over many profiles, against a bare Next page with a table of 50 rows";
export const quick = false;

/** By how many profiles there are. The answer is a page of at most 100 rows, whatever was found. */
const LIMITS = { 10000: { goal: 3, gate: 6 }, 100000: { goal: 8, gate: 12 } };
const OPTIONS = {
  sizes: { type: "string", default: "10000,100000" },
  rounds: { type: "string", default: "9" },
};
const ADDRESSES = {
  "first page": "/profiles",
  "last page": "/profiles?page=1000000",
  "one agent": "/profiles?agent=agent-3",
  "one provider": "/profiles?provider=anthropic",
  "expiring soon": "/profiles?show=expiring",
  "not published": "/profiles?show=unpublished",
  "search, many found": "/profiles?q=Example",
  "search, one found": "/profiles?q=n000077",
  "search, none found": "/profiles?q=nothing-has-this",
  "search, not ASCII": "/profiles?q=GRÖßE",
};

export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const rows = [];
  const floor = await startBarePage();
  try {
    for (const size of values.sizes.split(","))
      rows.push(...(await measureSize(size, floor, Number(values.rounds))));
  } finally {
    await floor.stop();
  }
  return { rows, verdict: worstVerdict(rows.map(({ verdict }) => verdict)) };
}

async function measureSize(size, floor, rounds) {
  const server = await startConsole(Number(size));
  try {
    const targets = Object.entries(ADDRESSES).map(([name, address]) => ({
      name,
      server,
      address: encodeURI(address),
    }));
    const bare = { name: "bare page", server: floor, address: "/" };
    const [, ...rows] = await measurePages([bare, ...targets], { rounds, connections: 1 });
    const limits = LIMITS[size] ?? LIMITS[10_000];
    return rows.map(({ name, ratio, cpuMs, ttfbMs }) => {
      return {
        profiles: Number(size),
        name,
        ratio,
        cpuMs,
        ttfbMs,
        ...limits,
        verdict: verdictOf(ratio, limits),
      };
    });
  } finally {
    await server.stop();
  }
}
