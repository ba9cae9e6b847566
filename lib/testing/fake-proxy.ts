import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { ServerCertificate } from "#lib/testing/certificates.ts";

type Options = {
  /** Where every tunnel ends, whatever its target; null for a proxy that answers with `status` alone. */
  leadsTo: { host: string; port: number } | null;
  status?: number;
  /** Sent right behind its answer, as if the server had spoken first. */
  early?: string;
  /** Never answers. */
  isSilent?: boolean;
  login?: string;
  tls?: ServerCertificate;
};

export type FakeProxy = {
  proxy: OutboundProxy;
  /** The targets it was asked for. */
  targets: string[];
  /** The headers that came with them. */
  headers: http.IncomingHttpHeaders[];
  /** Everything that clients sent through it, as it passed by. */
  passed(): Buffer;
  openConnections(): number;
  stop(): Promise<void>;
};

/** An HTTP proxy on a real socket of this machine that knows the method CONNECT and remembers what it saw. */
export async function startFakeProxy(options: Options): Promise<FakeProxy> {
  const targets: string[] = [];
  const headers: http.IncomingHttpHeaders[] = [];
  const bytes: Buffer[] = [];
  const sockets: Socket[] = [];
  const server = options.tls ? https.createServer(options.tls) : http.createServer();
  server.on("connection", (socket: Socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
  });
  server.on("tlsClientError", () => {});
  server.on("connect", (request: http.IncomingMessage, socket: Socket, head: Buffer) => {
    targets.push(request.url ?? "");
    headers.push(request.headers);
    socket.on("error", () => {});
    socket.on("data", (chunk) => bytes.push(chunk));
    // An HTTP server keeps its half of a connection open until it is told otherwise.
    socket.on("end", () => socket.destroy());
    if (options.isSilent) return;
    const { leadsTo, status = 200, early = "" } = options;
    if (leadsTo === null) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
    const upstream = net.connect(leadsTo, () => {
      socket.write(`HTTP/1.1 ${status} Ok\r\n\r\n${early}`);
      upstream.write(head);
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    // Goes on reading, so that the client's own end is noticed and not made.
    upstream.on("close", () => socket.resume());
    socket.on("close", () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const login = options.login === undefined ? null : new SecretText(btoa(options.login));
  return {
    proxy: { isTls: options.tls !== undefined, host: "127.0.0.1", port, login },
    targets,
    headers,
    passed: () => Buffer.concat(bytes),
    openConnections: () => sockets.filter((socket) => !socket.destroyed).length,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
