import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import http from "node:http";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { makeStateDir } from "./state-dir.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const CLI = path.join(root, "bin/clawkeep");
const NEXT = path.join(root, "node_modules/next/dist/bin/next");
const BARE_PAGE = path.join(root, "bench/floors/next-page");
const OWNER = { email: "owner@example.test", password: "a benchmark, not a password" };
const READY_MS = 120_000;

/**
 * The built console with `profiles` of them, imported from a state dir and published to it as a person does, and a
 * session from its own sign-in page.
 *
 * @typedef {{ name: string, url: string, pid: number, cookie: string, stop(): Promise<void> }} WebServer
 * @typedef {WebServer & { home: string, stateDir: string, clawkeep(args: string[], input?: string): void }} BenchWebConsole
 */
export async function startConsole(profiles, { agents = 10 } = {}) {
  const { home, stateDir, remove } = makeStateDir(profiles, { agents });
  const env = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", NODE_ENV: "production" };
  const clawkeep = (args, input = "") => runOnce([CLI, ...args], { env, input });
  const port = await freePort();
  const server = await started([CLI, "serve", "--port", String(port)], { env }, /\/setup\b/, remove);
  try {
    clawkeep(["user", "create", "--email", OWNER.email, "--role", "owner"], OWNER.password);
    clawkeep(["gateway", "add", "--name", "bench", "--state-dir", stateDir]);
    clawkeep(["import", "--gateway", "bench"]);
    clawkeep(["publish", "--gateway", "bench"]);
    const url = `http://127.0.0.1:${port}`;
    const places = { home, stateDir, clawkeep };
    return { name: `${profiles} profiles`, url, cookie: await signIn(url), ...places, ...server };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** One table of fifty rows on the same Next, as `next start` serves it. */
export async function startBarePage() {
  const env = { PATH: process.env.PATH, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  if (!existsSync(path.join(BARE_PAGE, ".next/BUILD_ID"))) runOnce([NEXT, "build", BARE_PAGE], { env });
  const port = await freePort();
  const args = [NEXT, "start", BARE_PAGE, "--port", String(port), "--hostname", "127.0.0.1"];
  const server = await started(args, { env }, /Ready/i);
  return { name: "bare page", url: `http://127.0.0.1:${port}`, cookie: "", ...server };
}

/**
 * Milliseconds from the start of a process to its first answer with status 200, and the process, which goes on running.
 * `command` makes its arguments of a port.
 */
export async function startTime(command, { env, address }) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const startedMs = performance.now();
  const child = spawn(process.execPath, command(port), { env, stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  for (;;) {
    const status = await fetch(url + address, { redirect: "manual" }).then(
      async (answer) => {
        await answer.text();
        return answer.status;
      },
      () => 0,
    );
    if (status === 200) break;
    if (child.exitCode !== null || performance.now() - startedMs > READY_MS)
      throw new Error("The server did not start.");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
  };
  return { tookMs: performance.now() - startedMs, pid: child.pid, url, stop };
}

export const CONSOLE_COMMAND = (port) => [CLI, "serve", "--port", String(port)];
export const BARE_COMMAND = (port) => [
  NEXT,
  "start",
  BARE_PAGE,
  "--port",
  String(port),
  "--hostname",
  "127.0.0.1",
];

/** Resident memory of a process, in MiB. */
export function memoryOf(pid) {
  const [, kibibytes] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kibibytes) / 1024;
}

/** How many files and connections a process has open. */
export const filesOf = (pid) => readdirSync(`/proc/${pid}/fd`).length;

/** What a process and its threads have used of the processors so far, in milliseconds; Linux counts nanoseconds. */
export function cpuMsOf(pid) {
  const tasks = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = tasks.map((task) => {
    const [used] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
    return Number(used);
  });
  return nanoseconds.reduce((sum, used) => sum + used, 0) / 1e6;
}

/** Keep-alive connections that ask as a browser does. `get` resolves to the time to the first byte and the page. */
export function clientOf({ url, cookie }, connections = 1) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const headers = { "accept-encoding": "gzip", ...(cookie && { cookie }) };
  const get = (address, more = {}) =>
    new Promise((resolve, reject) => {
      const asked = performance.now();
      const request = http.get(
        new URL(address, url),
        { agent, headers: { ...headers, ...more } },
        (response) => {
          const ttfbMs = performance.now() - asked;
          const chunks = [];
          response.on("data", (chunk) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const { statusCode: status, headers } = response;
            resolve({ status, headers, ttfbMs, body: Buffer.concat(chunks) });
          });
        },
      );
      // A server closes a connection that was idle for long, which can cross with the next request on it.
      request.on("error", (error) => {
        if (request.reusedSocket && error.code === "ECONNRESET") get(address, more).then(resolve, reject);
        else reject(error);
      });
    });
  return { get, close: () => agent.destroy() };
}

/** Fills in the sign-in form as a browser without scripts does; resolves to the session's cookie. */
async function signIn(url) {
  const page = await (await fetch(`${url}/sign-in`)).text();
  const form = page.match(/<form[^>]*>(?:(?!<\/form>).)*name="password".*?<\/form>/s)?.[0] ?? "";
  const fields = new FormData();
  for (const [tag] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const read = (name) => tag.match(new RegExp(` ${name}="([^"]*)"`))?.[1]?.replaceAll("&quot;", '"') ?? "";
    fields.append(read("name"), read("value"));
  }
  for (const [name, value] of Object.entries(OWNER)) fields.append(name, value);
  const headers = { origin: url };
  const answer = await fetch(`${url}/sign-in`, { method: "POST", body: fields, headers, redirect: "manual" });
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);
  if (answer.status !== 303 || cookies.length === 0) throw new Error(`Signing in gave ${answer.status}.`);
  return cookies.join("; ");
}

async function started(args, options, ready, afterwards = () => {}) {
  const child = spawn(process.execPath, args, options);
  const stop = async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    if (child.exitCode === null && child.kill("SIGTERM")) await ended;
    afterwards();
  };
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const until = Date.now() + READY_MS;
  while (!ready.test(said)) {
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`${args.join(" ")} did not start:\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { pid: child.pid, stop };
}

function runOnce(args, { env, input }) {
  const stdio = ["pipe", "ignore", "pipe"];
  const { status, stderr } = spawnSync(process.execPath, args, { env, input, stdio, encoding: "utf8" });
  if (status !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
