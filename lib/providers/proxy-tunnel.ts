import { request as httpRequest, type IncomingMessage } from "node:http";
import net from "node:net";
import tls from "node:tls";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import type { OutboundTarget } from "#lib/domain/outbound-rule.ts";
import { secured, trustingAlso } from "#lib/providers/checked-socket.ts";
import { sentHeaders } from "#lib/providers/credential-header.ts";
import { OutboundFailure } from "#lib/providers/outbound-result.ts";

type TunnelOptions = { caPem: string | null; signal: AbortSignal };

/**
 * True where a request goes through the proxy: to everyone's servers. What an admin opened by host and port is on this
 * machine or in this network, and is reached without it.
 */
export function goesThroughProxy(target: OutboundTarget): boolean {
  return target.isTls && !target.isAllowed;
}

/**
 * Opens a connection to a target through a proxy (RFC 9110 §9.3.6), with TLS to the target inside. The proxy is told host and
 * port and nothing of the request; whom it connects to is its own choice, but only a server with a good certificate
 * for the target's name gets to see more.
 */
export async function openTunnel(
  target: OutboundTarget,
  proxy: OutboundProxy,
  options: TunnelOptions,
): Promise<net.Socket> {
  const socket = await connectedTo(proxy, options);
  try {
    await askForTunnel(socket, target, proxy, options.signal);
    return await secured(socket, target, options.caPem);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The proxy was named by whoever runs this machine, so its address is not judged. */
function connectedTo(
  { isTls, host, port }: OutboundProxy,
  { caPem, signal }: TunnelOptions,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = isTls
      ? tls.connect({
          ...{ host, port, minVersion: "TLSv1.2" as const, rejectUnauthorized: true },
          ...(net.isIP(host) === 0 ? { servername: host } : {}),
          ...(caPem === null ? {} : { secureContext: trustingAlso(caPem) }),
        })
      : net.connect({ host, port });
    const end = () => socket.destroy();
    signal.addEventListener("abort", end, { once: true });
    socket.once(isTls ? "secureConnect" : "connect", () => resolve(socket));
    socket.on("error", () => reject(failure("unreachable")));
    socket.once("close", () => {
      signal.removeEventListener("abort", end);
      reject(failure("unreachable"));
    });
  });
}

function askForTunnel(
  socket: net.Socket,
  { hostname, port }: OutboundTarget,
  { login }: OutboundProxy,
  signal: AbortSignal,
): Promise<void> {
  const authority = `${hostname}:${port}`;
  const credential = login && { header: "proxy-authorization", prefix: "Basic ", secret: login };
  const sent = sentHeaders({ host: authority }, credential);
  if (!sent.ok) return Promise.reject(failure("credential_refused"));
  return new Promise((resolve, reject) => {
    const asking = httpRequest({
      createConnection: () => socket,
      method: "CONNECT",
      path: authority,
      headers: sent.headers,
      maxHeaderSize: 16 * 1024,
      signal,
    });
    asking.once("connect", (response: IncomingMessage, _socket, early: Buffer) => {
      const problem = refusalOf(response.statusCode ?? 0, early);
      if (problem === null) resolve();
      else reject(failure(problem));
    });
    asking.once("response", () => reject(failure("refused")));
    asking.on("error", () => reject(failure("refused")));
    asking.once("close", () => reject(failure("refused")));
    asking.end();
  });
}

/** Who speaks before our handshake is not the server behind the tunnel. */
function refusalOf(status: number, early: Buffer): "credential_refused" | "refused" | null {
  if (status === 407) return "credential_refused";
  return status >= 200 && status < 300 && early.length === 0 ? null : "refused";
}

function failure(problem: "unreachable" | "credential_refused" | "refused"): OutboundFailure {
  return new OutboundFailure({ outcome: "proxy", problem });
}
