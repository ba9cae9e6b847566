import { execFileSync } from "node:child_process";
import { request } from "node:https";
import net from "node:net";
import { addressKind } from "#lib/domain/ip-address.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { guardedRequest } from "#lib/providers/guarded-request.ts";

/**
 * Runs in a network namespace of its own, where each of these addresses is this machine, and counts who is reached
 * while URLs that should reach none of them are asked for. Prints one line of JSON.
 */
const PUBLIC = "8.8.8.8";
const METADATA = "169.254.169.254";
const ADDRESSES = [
  PUBLIC,
  METADATA,
  "169.254.170.2",
  "10.0.0.1",
  "172.16.0.1",
  "192.168.0.1",
  "100.64.0.1",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.2.1",
  "198.18.0.1",
  "fd00:ec2::254",
  "fd12::1",
  "fe80::1",
  "64:ff9b::a9fe:a9fe",
  "64:ff9b:1::7f00:1",
  "2002:7f00:1::1",
  "2001:0:7f00:1::1",
  "2001:db8::1",
];

/** Hosts as a person might write them, and names that resolve to an address. */
const WRITTEN = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "0177.0.0.1",
  "017700000001",
  "127.0.0.1.",
  "１２７.0.0.1",
  "127。0。0。1",
  "①②⑦.0.0.1",
  "0",
  "0.0.0.0",
  "[::]",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[::ffff:0:127.0.0.1]",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "[::ffff:a9fe:a9fe]",
  "localhost",
  "localhost.",
  "LOCALHOST",
  ...ADDRESSES.filter((address) => address !== PUBLIC).map((address) =>
    address.includes(":") ? `[${address}]` : address,
  ),
];
const NAMES = new Map(
  [...ADDRESSES, "127.0.0.1", "::1", "0.0.0.0", "::ffff:127.0.0.1"]
    .filter((address) => address !== PUBLIC)
    .map((address, index) => [`name-${index}.test`, address]),
);
const OTHER_URLS = [
  "file:///etc/passwd",
  "unix:/var/run/docker.sock",
  "http://8.8.8.8/",
  "https://8.8.8.8:22/",
  "https://8.8.8.8:6379/",
  "https://user:pass@8.8.8.8/",
  "https://8.8.8.8@127.0.0.1/",
];

const credential = { header: "authorization", prefix: "Bearer ", secret: new SecretText("canary") };
const reached: string[] = [];

function shownAddress(address = ""): string {
  return address.replace(/^::ffff:(?=\d+\.)/, "");
}

async function listen(port: number): Promise<void> {
  const server = net.createServer((socket) => {
    reached.push(shownAddress(socket.localAddress));
    socket.on("error", () => {});
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(port, "::", resolve));
  server.unref();
}

async function knock(host: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const socket = net.connect(443, host);
    socket.on("error", () => {});
    socket.once("close", () => resolve());
  });
}

/** The addresses reached since the last time this was asked. */
async function taken(): Promise<string[]> {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return reached.splice(0);
}

async function ask(url: string, resolve: (name: string) => Promise<string[]>): Promise<void> {
  await guardedRequest(
    { method: "GET", url, headers: {}, credential, body: null },
    { resolve, deadlineMs: 1000 },
  );
}

function flipping() {
  let asked = 0;
  return async () => {
    asked += 1;
    return [asked === 1 ? PUBLIC : METADATA];
  };
}

execFileSync("ip", ["link", "set", "lo", "up"]);
for (const address of ADDRESSES) {
  const isV6 = address.includes(":");
  const nodad = isV6 ? ["nodad"] : [];
  execFileSync("ip", ["addr", "add", `${address}/${isV6 ? 128 : 32}`, "dev", "lo", ...nodad]);
}
for (const port of [22, 80, 443, 6379]) await listen(port);
for (const host of [...ADDRESSES.filter((address) => !address.startsWith("fe80")), "127.0.0.1", "::1"])
  await knock(host);
const reachable = await taken();

const resolveNames = async (name: string) => [NAMES.get(name) ?? "127.0.0.1"];
const urls = [...[...WRITTEN, ...NAMES.keys()].map((host) => `https://${host}/v1/models`), ...OTHER_URLS];
for (const url of urls) await ask(url, resolveNames);
const hits = await taken();

/** The same by a client that looks for forbidden beginnings in what was written. */
const FORBIDDEN = /^(127\.|10\.|192\.168\.|169\.254\.|localhost$|0\.0\.0\.0$|\[::1\]$)/;
for (const host of WRITTEN.filter((written) => !FORBIDDEN.test(written))) {
  await new Promise<void>((done) => {
    const careless = request(`https://${host}/`, { agent: false });
    careless.on("error", () => done());
    careless.end();
  });
}
const hitsOfText = await taken();

await ask("https://rebind.test/", flipping());
const flipped = await taken();

/** The same by a client that checks the name and then lets Node look it up again. */
const resolve = flipping();
const [checked = ""] = await resolve();
if (addressKind(checked) === "public") {
  await new Promise<void>((done) => {
    const lookup: net.LookupFunction = (_name, _options, answer) =>
      void resolve().then(([address = ""]) => answer(null, [{ address, family: 4 }]));
    const naive = request({ host: "rebind.test", port: 443, lookup, agent: false });
    naive.on("error", () => done());
    naive.end();
  });
}
const naive = await taken();

process.stdout.write(JSON.stringify({ reachable, outcomes: urls.length, hits, hitsOfText, flipped, naive }));
