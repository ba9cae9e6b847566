import { gzipSync } from "node:zlib";
import { round, verdictOf, worstVerdict } from "./paired.mjs";
import { clientOf, startBarePage, startConsole } from "./web-server.mjs";

export const id = "B19";
export const title = "what a browser has to load for each page, gzipped, beside a bare Next page";
export const quick = false;

/** KB of 1000 bytes. Of the sign-in page less is expected. */
const SCRIPTS = { goal: 200, gate: 240 };
const SIGN_IN_SCRIPTS = { goal: 150, gate: 200 };
const STYLES = { goal: 15, gate: 24 };
const HTML = { goal: 15, gate: 24 };
const PAGES = [
  "/",
  "/timeline",
  "/profiles",
  "/profiles/new",
  "/order",
  "/gateways",
  "/doctor",
  "/audit",
  "/settings",
];

export async function run() {
  const bare = await startBarePage();
  const console = await startConsole(1000).catch(async (error) => {
    await bare.stop();
    throw error;
  });
  try {
    const rows = [{ page: "bare Next page", ...(await weigh(bare, "/")) }];
    rows.push({
      page: "/sign-in",
      ...judged(await weigh({ ...console, cookie: "" }, "/sign-in"), SIGN_IN_SCRIPTS),
    });
    for (const page of [...PAGES, await profileAddress(console)])
      rows.push({ page: page.replace(/prof_.*/, "…"), ...judged(await weigh(console, page), SCRIPTS) });
    return { unit: "KB gzipped", rows, verdict: worstVerdict(rows.map(({ verdict }) => verdict)) };
  } finally {
    await bare.stop();
    await console.stop();
  }
}

async function profileAddress(server) {
  return (await text(server, "/profiles")).match(/\/profiles\/prof_[\w-]+/)?.[0] ?? "/profiles";
}

/** Every script and style sheet that the HTML names, but for what only browsers without modules load. */
async function weigh(server, page) {
  const html = await text(server, page);
  const named = html.replaceAll(/<script[^>]*\bnoModule\b[^>]*>/gi, "");
  const found = named.matchAll(/(?:src|href)="([^"]+\.(?:js|css)(?:\?[^"]*)?)"/g);
  const files = new Set([...found].map(([, file]) => file));
  const kb = { html: gzipSync(html).length / 1000, scripts: 0, styles: 0 };
  for (const file of files) {
    const kind = /\.css/.test(file) ? "styles" : "scripts";
    kb[kind] += gzipSync(await text(server, file.replaceAll("&amp;", "&"))).length / 1000;
  }
  return Object.fromEntries(Object.entries(kb).map(([kind, size]) => [kind, round(size, 1)]));
}

function judged({ scripts, styles, html }, limit) {
  const verdicts = [verdictOf(scripts, limit), verdictOf(styles, STYLES), verdictOf(html, HTML)];
  return { scripts, styles, html, verdict: worstVerdict(verdicts) };
}

async function text(server, address) {
  const client = clientOf(server);
  const { status, body } = await client.get(address, { "accept-encoding": "identity" });
  client.close();
  if (status !== 200) throw new Error(`${address} gave ${status}.`);
  return body.toString("utf8");
}
