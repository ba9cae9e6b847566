import http from "node:http";
import { parseArgs } from "node:util";
import { median, round, verdictOf, worstVerdict } from "./paired.mjs";
import { clientOf, memoryOf, startConsole } from "./web-server.mjs";

export const id = "B22";
export const title = "many sign-ins at once: the cost of one, what they do to other pages, and memory";
export const quick = false;

/** The time of one, in milliseconds: long enough for whoever guesses, short enough for whoever waits. */
const HASH_MS = [50, 150];
const PAGES = { goal: 5, gate: 10 };
const MEMORY_MIB = { goal: 150, gate: 300 };
const OPTIONS = { at: { type: "string", default: "200" }, pages: { type: "string", default: "200" } };

/** Everyone comes from an address of their own, all of them this machine's: one address is limited long before. */
export async function run(args) {
  const { values } = parseArgs({ args, options: OPTIONS, strict: true });
  const count = Number(values.at);
  const console = await startConsole(100);
  const client = clientOf(console);
  try {
    const form = await signInForm(console.url);
    const alone = [];
    for (let n = 0; n < 9; n++) alone.push(await attempt(console.url, form, count + n));
    const idle = await p99Of(client, Number(values.pages));
    const before = memoryOf(console.pid);
    let mostMiB = before;
    const watching = setInterval(() => (mostMiB = Math.max(mostMiB, memoryOf(console.pid))), 20);
    let running = true;
    const startedMs = performance.now();
    const all = Promise.all(Array.from({ length: count }, (_, n) => attempt(console.url, form, n))).finally(
      () => {
        running = false;
      },
    );
    const times = [];
    while (running) times.push((await client.get("/profiles")).ttfbMs);
    await all;
    const tookMs = performance.now() - startedMs;
    clearInterval(watching);
    const oneMs = Math.round(median(alone));
    const meanwhile = percentile(times, 0.99);
    const ratio = round(meanwhile / idle, 2);
    const moreMiB = Math.round(mostMiB - before);
    const hash = oneMs >= HASH_MS[0] && oneMs <= HASH_MS[1] ? "goal" : "gate";
    return {
      ...{ oneMs, atOnce: count, allMs: Math.round(tookMs), pages: times.length },
      ...{ idleP99Ms: round(idle, 1), meanwhileP99Ms: round(meanwhile, 1), ratio, ...PAGES, moreMiB },
      verdict: worstVerdict([hash, verdictOf(ratio, PAGES), verdictOf(moreMiB, MEMORY_MIB)]),
    };
  } finally {
    client.close();
    await console.stop();
  }
}

async function p99Of(client, count) {
  const times = [];
  for (let n = 0; n < count; n++) times.push((await client.get("/profiles")).ttfbMs);
  return percentile(times, 0.99);
}

const percentile = (values, part) =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))];

/** The hidden fields of the sign-in form, which name its action. */
async function signInForm(url) {
  const page = await (await fetch(`${url}/sign-in`)).text();
  const form = page.match(/<form[^>]*>(?:(?!<\/form>).)*name="password".*?<\/form>/s)?.[0] ?? "";
  return [...form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => {
    const read = (name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1]?.replaceAll("&quot;", '"') ?? "";
    return [read("name"), read("value")];
  });
}

/** Milliseconds of a sign-in with a name that nobody has: it costs as much as one with a wrong password. */
function attempt(url, hidden, n) {
  const boundary = "clawkeep-bench";
  const fields = [
    ...hidden,
    ["email", `nobody-${n}@example.test`],
    ["password", "a benchmark, not a password"],
  ];
  const part = ([name, value]) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const body = `${fields.map(part).join("")}--${boundary}--\r\n`;
  const headers = {
    "content-type": `multipart/form-data; boundary=${boundary}`,
    "content-length": Buffer.byteLength(body),
    origin: url,
  };
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const localAddress = `127.1.${n >> 7}.${(n % 128) + 1}`;
    const asked = http.request(
      new URL("/sign-in", url),
      { method: "POST", headers, localAddress, agent: false },
      (answer) => {
        answer.resume().once("end", () => resolve(performance.now() - startedMs));
      },
    );
    asked.once("error", reject).end(body);
  });
}
