import http, { type IncomingMessage, type ServerResponse } from "node:http";
import https from "node:https";
import type { Server, Socket } from "node:net";
import net from "node:net";
import { text } from "node:stream/consumers";
import type { SecureVersion, TLSSocket } from "node:tls";
import type { Allowance } from "#lib/domain/outbound-rule.ts";
import type { ServerCertificate } from "#lib/testing/certificates.ts";
import type { Fault } from "#lib/testing/fake-provider-faults.ts";

export type SeenRequest = {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Which connection it came on, from 1. */
  connection: number;
};

export type PlainAnswer = {
  status: number;
  headers?: Record<string, string>;
  body: string | Uint8Array;
  delayMs?: number;
};

export type FakeAnswer = PlainAnswer | Fault;

export type FakeProvider = {
  /** Opens this server's address and port for the guarded client. */
  allowance: Allowance;
  /** `http://127.0.0.1:port`, or `https`. */
  origin: string;
  requests: SeenRequest[];
  /** The name each TLS client asked for; null for none. */
  serverNames: (string | null)[];
  connections(): number;
  openConnections(): number;
  bytesWritten(): number;
  stop(): Promise<void>;
};

/** What the server answers a request with. */
export type Rule = (request: SeenRequest) => FakeAnswer;

type Options = {
  /** An address of this machine. */
  host?: string;
  /** On the same host, where a second server has to stand in for the first. */
  port?: number;
  tls?: ServerCertificate & { maxVersion?: SecureVersion };
};

/** A provider on a real socket of this machine that answers as it is told and remembers what it was asked. */
export async function startFakeProvider(rule: Rule, options: Options = {}): Promise<FakeProvider> {
  const requests: SeenRequest[] = [];
  const sockets: Socket[] = [];
  /** Which connection a client's port is. */
  const connectionOf = new Map<number | undefined, number>();
  const respond = (request: IncomingMessage, response: ServerResponse) =>
    void reply(rule, requests, connectionOf, request, response);
  const server = options.tls
    ? https.createServer(tlsOptions(options.tls), respond)
    : http.createServer(respond);
  // Faults take longer than Node lets a server take.
  server.requestTimeout = 0;
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    connectionOf.set(socket.remotePort, sockets.length);
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  const serverNames: (string | null)[] = [];
  server.on("secureConnection", ({ servername }: TLSSocket) => serverNames.push(servername || null));
  const port = await listening(server, options.host ?? "127.0.0.1", options.port ?? 0);
  const host = options.host?.includes(":") ? `[${options.host}]` : (options.host ?? "127.0.0.1");
  return {
    allowance: { host, port },
    origin: `${options.tls ? "https" : "http"}://${host}:${port}`,
    requests,
    serverNames,
    connections: () => sockets.length,
    openConnections: () => sockets.filter((socket) => !socket.destroyed).length,
    bytesWritten: () => sockets.reduce((sum, socket) => sum + socket.bytesWritten, 0),
    stop: () => stopped(server, sockets),
  };
}

/** Accepts connections and never says a word, not even a handshake's. */
export async function startSilentServer(): Promise<{ allowance: Allowance; stop(): Promise<void> }> {
  const sockets: Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.resume();
  });
  const port = await listening(server, "127.0.0.1", 0);
  return { allowance: { host: "127.0.0.1", port }, stop: () => stopped(server, sockets) };
}

async function reply(
  rule: Rule,
  requests: SeenRequest[],
  connectionOf: ReadonlyMap<number | undefined, number>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await text(request).catch(() => "");
  const seen = {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: request.headers,
    body,
    connection: connectionOf.get(request.socket.remotePort) ?? 0,
  };
  requests.push(seen);
  const answer = rule(seen);
  if (typeof answer === "function") return answer(response);
  if (answer.delayMs) await new Promise((resolve) => setTimeout(resolve, answer.delayMs));
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers });
  response.end(answer.body);
}

function tlsOptions({ cert, key, maxVersion }: NonNullable<Options["tls"]>): https.ServerOptions {
  // OpenSSL 3 speaks TLS below 1.2 only when it is allowed to be weak.
  const isOld = maxVersion === "TLSv1" || maxVersion === "TLSv1.1";
  const old = isOld ? { minVersion: "TLSv1" as const, ciphers: "DEFAULT@SECLEVEL=0" } : {};
  return { cert, key, ...(maxVersion ? { maxVersion } : {}), ...old };
}

function listening(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

function stopped(server: Server, sockets: Socket[]): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
