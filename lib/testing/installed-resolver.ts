import { spawn } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo, ListenOptions, Server } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const RESOLVER = fileURLToPath(new URL("../../bin/clawkeep-resolver.mjs", import.meta.url));

export const RESOLVER_TOKEN = `ckr_${"A".repeat(40)}`;
/** No run may show these on stderr, whatever happened. */
export const SECRET = `sk-test-${"S".repeat(40)}`;

/** One run as OpenClaw sees it. `code` is null when a signal ended it. */
export type ResolverRun = { code: number | null; stdout: string; stderr: string; ms: number };
export type Answer = {
  protocolVersion: number;
  values: Record<string, string>;
  errors?: Record<string, { code: string; message: string }>;
};

/** The resolver in a folder of its own as publish leaves it; `config` becomes resolver.json unless undefined. */
export function installResolver(config?: unknown, extension = "mjs"): { command: string; config: string } {
  const folder = path.join(temporaryFolder(), "resolver");
  mkdirSync(folder, { mode: 0o700 });
  const command = path.join(folder, `clawkeep-resolver.${extension}`);
  copyFileSync(RESOLVER, command);
  writeFileSync(command, readFileSync(command, "utf8").replace(/^#!.*/, `#!${process.execPath}`));
  chmodSync(command, 0o500);
  const file = path.join(folder, "resolver.json");
  if (config !== undefined) writeFileSync(file, JSON.stringify(config), { mode: 0o400 });
  return { command, config: file };
}

export type RunOptions = {
  args?: string[];
  env?: Record<string, string>;
  /** Stdin stays open after the input. */
  holdStdin?: boolean;
  /** Stdout is closed before anything can come. */
  dropStdout?: boolean;
  /** Node itself has something to say on stderr. */
  anyStderr?: boolean;
};

/** Starts it the way OpenClaw 2026.3.13 does: no shell, no environment, its own folder (semantics §4.2). */
export function runResolver(
  command: string,
  input: string | Buffer,
  options: RunOptions = {},
): Promise<ResolverRun> {
  const env = { ...options.env } as NodeJS.ProcessEnv;
  const child = spawn(command, options.args ?? [], { cwd: path.dirname(command), env });
  const started = performance.now();
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on("error", () => {}); // it may leave without reading everything
  if (options.dropStdout) child.stdout.destroy();
  child.stdin.write(input);
  if (!options.holdStdin) child.stdin.end();
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const run = { code, stdout: text(stdout), stderr: text(stderr), ms: performance.now() - started };
      const leaked = [RESOLVER_TOKEN, SECRET].some((secret) => run.stderr.includes(secret));
      if (leaked) reject(new Error("The resolver showed a secret on stderr."));
      else resolve(run);
    });
  });
}

/** Asks for ids and expects a whole answer. */
export async function resolveIds(command: string, ids: unknown[], options?: RunOptions): Promise<Answer> {
  const { code, stdout, stderr } = await runResolver(command, requestFor(ids), options);
  if (code !== 0 || (stderr !== "" && !options?.anyStderr))
    throw new Error(`The resolver ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}

/** The code of each id's error, or "value" for an id that got one. */
export async function resolveCodes(command: string, ids: string[], options?: RunOptions) {
  const { values, errors = {} } = await resolveIds(command, ids, options);
  return ids.map((id) => errors[id]?.code ?? (Object.hasOwn(values, id) ? "value" : "nothing"));
}

export function requestFor(ids: unknown, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({ protocolVersion: 1, provider: "clawkeep", ids, ...changes });
}

export type RecordedRequest = {
  method?: string;
  url?: string;
  headers: IncomingMessage["headers"];
  body: string;
};

/** A console that answers every request with `reply` and keeps what it was asked. */
export async function fakeConsole(
  reply: (request: RecordedRequest) => unknown,
  where: ListenOptions = { port: 0, host: "127.0.0.1" },
) {
  return httpConsole((_request, response, recorded) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(reply(recorded)));
  }, where);
}

type Handler = (...args: [...Parameters<RequestListener>, RecordedRequest]) => void;

/** A console whose every reply `handler` writes. */
export async function httpConsole(handler: Handler, where: ListenOptions = { port: 0, host: "127.0.0.1" }) {
  const requests: RecordedRequest[] = [];
  const server = createServer(recording(requests, handler));
  return { requests, ...(await listening(server, where)) };
}

/** A request listener that reads the whole body, keeps the request and then calls `handler`. */
export function recording(requests: RecordedRequest[], handler: Handler): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      const recorded = { method, url, headers, body: text(chunks) };
      requests.push(recorded);
      handler(request, response, recorded);
    });
  };
}

/** Listens until the test ends and says where. */
export async function listening(server: Server, where: ListenOptions) {
  await new Promise<void>((resolve) => server.listen(where, resolve));
  afterThisTest(() => server.close());
  if (where.path !== undefined) return { port: 0, url: "" };
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://${where.host === "::1" ? "[::1]" : where.host}:${port}` };
}

function text(chunks: Buffer[]): string {
  return Buffer.concat(chunks).toString("utf8");
}
