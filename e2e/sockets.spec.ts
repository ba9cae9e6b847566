import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { type Console, expect, test } from "./console.ts";

/** Requests that two servers in a row would cut at different places, and what is no request at all. */
const SMUGGLED: readonly [what: string, text: (host: string) => string][] = [
  [
    "two lengths",
    (host) => `POST /setup HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
  ],
  [
    "a length and chunks",
    (host) =>
      `POST /setup HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`,
  ],
  [
    "a blank before the colon",
    (host) => `POST /setup HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    "chunks of a name that is none",
    (host) => `POST /setup HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    "a chunk of no length",
    (host) => `POST /api/resolver HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n`,
  ],
  ["a folded header", (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: b\r\n c\r\n\r\n`],
  ["a line feed alone", (host) => `GET / HTTP/1.1\nHost: ${host}\n\n`],
  ["two hosts", (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\n\r\n`],
  ["no host", () => "GET / HTTP/1.1\r\n\r\n"],
  ["a whole address of another host", (host) => `GET http://evil.example/ HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
  ["a tunnel", (host) => `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
  [
    "another protocol",
    (host) => `GET /api/live HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
  ],
  ["a zero byte", (host) => `GET /\0 HTTP/1.1\r\nHost: ${host}\r\n\r\n`],
  ["a header of 100 kB", (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\nX-A: ${"a".repeat(100_000)}\r\n\r\n`],
  ["the beginning of TLS", () => "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
];

const IDLE = 2000;
const SLOW = 50;

test("what two servers would read differently gets one refusal, and what follows it no answer", {
  tag: ["@W17"],
}, async ({ console }) => {
  expect(await misread(console)).toEqual([]);
  expect(await pageTime(console)).toBeLessThan(5_000);
});

test("a server that is generous with what it reads takes some of them for requests", {
  tag: ["@W17-twin"],
}, async () => {
  const generous = createServer({ insecureHTTPParser: true }, (request, response) => {
    request.resume().on("end", () => response.end("done"));
  });
  await new Promise<void>((resolve) => void generous.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = generous.address() as AddressInfo;
    expect(await misread({ port })).toEqual(expect.arrayContaining(["a length and chunks", "two hosts"]));
  } finally {
    generous.closeAllConnections();
    generous.close();
  }
});

/** What was answered as if it were a request of the console's own, or more than once. */
async function misread(server: Pick<Console, "port">): Promise<string[]> {
  const wrong: string[] = [];
  for (const [what, text] of SMUGGLED) {
    const { answers } = await exchange(server, text(`127.0.0.1:${server.port}`));
    const isRefused = answers.every((status) => [400, 403, 404, 411, 421, 431].includes(status));
    if (answers.length > 1 || !isRefused) wrong.push(what);
  }
  return wrong;
}

test("requests sent in one go are answered one by one, in their order", { tag: ["@W17"] }, async ({
  console,
}) => {
  const host = `127.0.0.1:${console.port}`;
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
  const { answers } = await exchange(console, ask("/icon.svg") + ask("/api/check") + ask("/icon.svg"), 3);
  expect(answers).toEqual([200, 401, 200]);
});

test("thousands of idle connections and slow senders keep nobody waiting, and are ended", {
  tag: ["@W17"],
}, async ({ console }) => {
  test.slow();
  const before = await slowestOf(console);
  const idle = await Promise.all(Array.from({ length: IDLE }, () => open(console)));
  const slow = await Promise.all(Array.from({ length: SLOW }, () => open(console)));
  const host = `127.0.0.1:${console.port}`;
  for (const { socket } of slow)
    socket.write(`POST /setup HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1000\r\n`);
  const dripping = setInterval(() => {
    for (const { socket } of slow) if (socket.writable) socket.write("X");
  }, 500);
  try {
    const meanwhile = await slowestOf(console);
    test.info().annotations.push({
      type: "figure",
      description: `slowest of 20 pages ${Math.round(meanwhile)} ms beside ${IDLE} idle and ${SLOW} slow connections, ${Math.round(before)} ms without`,
    });
    expect(meanwhile).toBeLessThan(Math.max(before * 5, 1_000));
    // Headers have ten seconds, and Node looks every thirty.
    await expect.poll(() => slow.filter(({ isClosed }) => isClosed()).length, { timeout: 60_000 }).toBe(SLOW);
  } finally {
    clearInterval(dripping);
    for (const { socket } of [...idle, ...slow]) socket.destroy();
  }
});

type Connection = { socket: Socket; isClosed(): boolean };

function open({ port }: Pick<Console, "port">): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let closed = false;
    const socket = connect({ port, host: "127.0.0.1" }, () => resolve({ socket, isClosed: () => closed }));
    socket
      .on("close", () => (closed = true))
      .once("error", reject)
      .on("error", () => undefined)
      .resume();
  });
}

/** Sends bytes as they are and collects the statuses of what comes back, until it is closed or enough came. */
async function exchange(
  console: Pick<Console, "port">,
  text: string,
  enough = 2,
): Promise<{ answers: number[] }> {
  const { socket, isClosed } = await open(console);
  let said = "";
  socket.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
  const statuses = () => [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
  socket.write(Buffer.from(text, "latin1"));
  const untilMs = Date.now() + 3_000;
  while (!isClosed() && statuses().length < enough && Date.now() < untilMs)
    await new Promise((next) => setTimeout(next, 20));
  const ended = { answers: statuses() };
  socket.destroy();
  return ended;
}

async function pageTime({ url }: Pick<Console, "url">): Promise<number> {
  const startedMs = performance.now();
  const answer = await fetch(`${url}/setup`);
  await answer.text();
  expect(answer.status).toBe(200);
  return performance.now() - startedMs;
}

async function slowestOf(console: Console): Promise<number> {
  const times = [];
  for (let round = 0; round < 20; round += 1) times.push(await pageTime(console));
  return Math.max(...times);
}
