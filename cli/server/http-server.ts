import { chmodSync, lstatSync, rmSync } from "node:fs";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import { cleanHeaders, type GuardVerdict, guardRequest } from "#cli/server/request-guard.ts";

/** A client gets this long, in milliseconds, to send its headers and then its whole request. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
/** After a signal, requests under way get this long to end. */
const DRAIN_MS = 5_000;

type Refusal = Extract<GuardVerdict, { ok: false }>;

export type ConsoleServerOptions = {
  handler: RequestListener;
  origins: ReadonlySet<string>;
  /** A sentence for a refused request. */
  explain: (refusal: Refusal) => string;
};

/** The console's HTTP server: every request passes the guard, then goes to the pages. */
export function createConsoleServer({ handler, origins, explain }: ConsoleServerOptions): Server {
  return bounded((request, response) => {
    cleanHeaders(request.headers, request.socket.remoteAddress ?? "unknown");
    const verdict = guardRequest(request, origins);
    if (!verdict.ok) return refuse(request, response, verdict.status, explain(verdict));
    request.url = verdict.target;
    handler(request, response);
  });
}

/**
 * A unix socket that takes resolver requests and nothing else, for gateways of another user on this host.
 * `refusal` is the sentence that every other request gets.
 */
export function createSocketServer(handler: RequestListener, host: string, refusal: string): Server {
  return bounded((request, response) => {
    cleanHeaders(request.headers, "unix");
    request.headers.host = host;
    if (request.method === "POST" && request.url === "/api/resolver") handler(request, response);
    else refuse(request, response, 403, refusal);
  });
}

export function listenOn(
  server: Server,
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
export function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function bounded(listener: RequestListener): Server {
  const server = createServer(listener);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.on("upgrade", (_request, socket) => socket.destroy());
  return server;
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    "content-type": "text/plain; charset=utf-8",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    connection: "close",
  });
  response.end(`${sentence}\n`);
  request.resume();
}
