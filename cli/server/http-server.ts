import { chmodSync, lstatSync, rmSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { cleanHeaders, type GuardVerdict, guardRequest } from "#cli/server/request-guard.ts";
import { securityHeaders } from "#cli/server/response-headers.ts";
import type { ServerCredentials } from "#cli/server/tls-files.ts";
import { proxyWord, type TrustedProxy } from "#cli/server/trusted-proxy.ts";

/** A client gets this long, in milliseconds, to send its headers and then its whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** So much of a refused request is read, in bytes, so that whoever is still sending it hears the answer. */
const DRAINED_BYTES_MAX = 16 * 1024 * 1024;
/** After a signal, requests under way get this long to end. */
const DRAIN_MS = 5_000;

const SOCKET_PATHS: ReadonlySet<string> = new Set(["/api/resolver", "/api/vault"]);

type Refusal = Extract<GuardVerdict, { ok: false }>;

export type ConsoleServerOptions = {
  handler: RequestListener;
  origins: ReadonlySet<string>;
  isReachedByHttps: boolean;
  /** What it speaks TLS with; null for plain HTTP, on loopback or behind a proxy. */
  credentials: ServerCredentials | null;
  /** Whose word counts for who asks; null for nobody's. */
  proxy: TrustedProxy | null;
  /** A sentence for a refused request. */
  explain: (refusal: Refusal) => string;
};

/** The console's HTTP server: every request passes the guard, then goes to the pages. */
export function createConsoleServer(options: ConsoleServerOptions): Server | TlsServer {
  const { handler, origins, isReachedByHttps, credentials, proxy, explain } = options;
  const headers = Object.entries(securityHeaders(isReachedByHttps));
  const listener: RequestListener = (request, response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    cleanHeaders(request.headers, proxyWord(request, proxy), proxy?.header);
    const verdict = guardRequest(request, origins);
    if (!verdict.ok) return refuse(request, response, verdict.status, explain(verdict));
    request.url = verdict.target;
    handler(request, response);
  };
  return bounded(credentials ? createTlsServer(credentials, listener) : createServer(listener));
}

/**
 * A unix socket that takes resolver requests, for gateways of another user on this host, and the vault's passphrase, from
 * `clawkeep vault unseal`; nothing else.
 * `refusal` is the sentence that every other request gets.
 */
export function createSocketServer(handler: RequestListener, host: string, refusal: string): Server {
  const listener: RequestListener = (request, response) => {
    cleanHeaders(request.headers, { address: "unix", user: null });
    request.headers.host = host;
    if (request.method === "POST" && SOCKET_PATHS.has(request.url ?? "")) handler(request, response);
    else refuse(request, response, 403, refusal);
  };
  return bounded(createServer(listener));
}

export function listenOn(
  server: Server | TlsServer,
  where: { port: number; host: string } | { path: string },
): Promise<void> {
  if ("path" in where) removeStaleSocket(where.path);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(where, () => {
      server.off("error", reject);
      if ("path" in where) chmodSync(where.path, 0o660);
      resolve();
    });
  });
}

/** A socket outlives a server that was killed. Anything else at its path is somebody's file and stays. */
function removeStaleSocket(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSocket()) rmSync(file);
}

/** Stops listening, lets requests under way end, and cuts what is left after a few seconds. */
export function drain(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function bounded<S extends Server | TlsServer>(server: S): S {
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on("upgrade", (_request, socket) => socket.destroy());
  return server;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "content-length": Buffer.byteLength(sentence) + 1,
  });
  response.write(`${sentence}\n`);
  // Ending while a client still sends would close the connection under it, and a browser or a proxy never sees why.
  request.once("end", () => response.end());
  let drained = 0;
  request.on("data", (chunk: Buffer) => {
    drained += chunk.length;
    if (drained > DRAINED_BYTES_MAX) request.destroy();
  });
}
