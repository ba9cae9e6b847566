import { parseArgs } from "node:util";
import { measurePages } from "./page-load.mjs";
import { median, round, verdictOf, worstVerdict } from "./paired.mjs";
import { clientOf, startBarePage, startConsole } from "./web-server.mjs";

export const id = "B16";
export const title =
  "pages: the server's CPU for each request, against a bare Next page with a table of 50 rows";
export const quick = false;

const PAGE = { goal: 2, gate: 3.5 };
/** Many profiles against few, the same page. */
const GROWTH = { goal: 1.15, gate: 1.5 };
const OPTIONS = {
  sizes: { type: "string", default: "100,10000,100000" },
  connections: { type: "string", default: "1,8" },
  rounds: { type: "string", default: "9" },
  pages: { type: "string", default: "sign-in,status,profiles,profile,audit" },
};

/** One server of each size and the floor at the same time, each page of each in turn. Judged is CPU; times are shown. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const [sizes, connections] = [values.sizes, values.connections].map((list) => list.split(",").map(Number));
  const pages = values.pages.split(",");
  const servers = [];
  try {
    servers.push(await startBarePage());
    for (const size of sizes) servers.push(await startConsole(size));
    const targets = [{ name: "bare page", server: servers[0], address: "/" }];
    for (const server of servers.slice(1)) targets.push(...(await targetsOf(server, pages)));
    const rows = [];
    for (const count of connections) {
      const options = { rounds: Number(values.rounds), connections: count };
      rows.push(...judged(await measurePages(targets, options), pages, sizes));
    }
    const shown = rows.map(({ samples, ...row }) => row);
    return { ...PAGE, growth: GROWTH, rows: shown, verdict: worstVerdict(shown.flatMap(verdictsOf)) };
  } finally {
    for (const server of servers) await server.stop();
  }
}

async function targetsOf(server, pages) {
  const client = clientOf(server);
  const { body } = await client.get("/profiles", { "accept-encoding": "identity" });
  client.close();
  const profile = body.toString().match(/\/profiles\/prof_[\w-]+/)?.[0];
  const addresses = { "sign-in": "/sign-in", status: "/", profiles: "/profiles", profile, audit: "/audit" };
  const visitor = { ...server, cookie: "" };
  return pages.map((page) => ({
    name: `${page}, ${server.name}`,
    server: page === "sign-in" ? visitor : server,
    address: addresses[page],
  }));
}

/** Each page against the floor, and with the most profiles against the fewest. */
function judged([floor, ...rows], pages, sizes) {
  const few = rows.slice(0, pages.length);
  const many = rows.length - pages.length;
  for (const row of rows) row.verdict = verdictOf(row.ratio, PAGE);
  for (const [at, row] of sizes.length > 1 ? rows.slice(many).entries() : []) {
    const ratios = row.samples.map((cpuMs, n) => cpuMs / few[at].samples[n]);
    row.againstFewest = round(median(ratios), 2);
    row.growthVerdict = verdictOf(row.againstFewest, GROWTH);
  }
  return [floor, ...rows];
}

const verdictsOf = ({ verdict, growthVerdict }) => [verdict, growthVerdict].filter(Boolean);
