import { lookup } from "node:dns/promises";
import net from "node:net";
import tls from "node:tls";
import { addressKind, isSameAddress, literalAddress } from "#lib/domain/ip-address.ts";
import { addressProblem, type OutboundTarget } from "#lib/domain/outbound-rule.ts";
import { codeOf, OutboundFailure, type TlsProblem } from "#lib/providers/outbound-result.ts";
import { type Resolve, sharedResolver } from "#lib/providers/shared-resolver.ts";

/** Names that are resolved together, so that half of Node's threads are left when none of them has an answer. */
const NAMES_AT_ONCE = 2;

/** As every program of this machine resolves, so with its hosts file. */
export const resolveWithSystem: Resolve = sharedResolver(async (hostname) => {
  const found = await lookup(hostname, { all: true, order: "verbatim" });
  return found.map(({ address }) => address);
}, NAMES_AT_ONCE);

/**
 * The addresses that a connection for this target may go to. One that it may not go to refuses them all: a name
 * that has both is up to something.
 */
export async function checkedAddresses(target: OutboundTarget, resolve: Resolve): Promise<readonly string[]> {
  const literal = literalAddress(target.hostname);
  const addresses = literal === null ? await resolved(target.hostname, resolve) : [literal];
  for (const address of addresses) {
    const problem = addressProblem(addressKind(address), target);
    if (problem !== null) throw new OutboundFailure({ outcome: "refused-address", problem });
  }
  return addresses;
}

/** How long one address of several may take before the next is tried too, in milliseconds. */
type ConnectOptions = { attemptMs: number; signal: AbortSignal };

/**
 * Opens a connection to one of the checked addresses, with TLS where the target has it. Nothing of the request is
 * written before the peer is known to be one of them.
 */
export async function openSocket(
  target: OutboundTarget,
  addresses: readonly string[],
  options: ConnectOptions & { caPem: string | null },
  connect = connected,
): Promise<net.Socket> {
  const socket = await connect(target, addresses, options);
  try {
    if (!isOneOf(socket.remoteAddress, addresses)) {
      throw new OutboundFailure({ outcome: "refused-address", problem: "address_not_public" });
    }
    return target.isTls ? await secured(socket, target, options.caPem) : socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** True when the peer of a socket is one of these addresses. A socket that has no peer any more is of none. */
export function isOneOf(peer: string | undefined, addresses: readonly string[]): boolean {
  return peer !== undefined && addresses.some((address) => isSameAddress(address, peer));
}

async function resolved(hostname: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(hostname).catch(() => []);
  if (addresses.length === 0) throw new OutboundFailure({ outcome: "dns" });
  return addresses;
}

function connected(
  { hostname, port }: OutboundTarget,
  addresses: readonly string[],
  { attemptMs, signal }: ConnectOptions,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({
      host: literalAddress(hostname) ?? hostname,
      port,
      lookup: pinned(addresses),
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: attemptMs,
      signal,
    });
    socket.once("connect", () => resolve(socket));
    // Stays: a socket that is destroyed later may still report an error, which nobody else hears.
    socket.on("error", () => reject(new OutboundFailure({ outcome: "connect" })));
  });
}

/** Answers with the addresses that were checked, so that the name is not resolved a second time. */
function pinned(addresses: readonly string[]): net.LookupFunction {
  const all = addresses.map((address) => ({ address, family: net.isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, answer) => {
    const [first] = all;
    if (options.all) answer(null, all);
    else answer(null, first?.address ?? "", first?.family);
  };
}

/** TLS to the target over a connection that leads there. Nothing is said in it before the certificate was found good. */
export function secured(
  socket: net.Socket,
  { hostname }: OutboundTarget,
  caPem: string | null,
): Promise<net.Socket> {
  const literal = literalAddress(hostname);
  return new Promise((resolve, reject) => {
    const secure = tls.connect({
      socket,
      // An address is no server name, but the certificate has to be for it all the same.
      ...(literal === null ? { servername: hostname } : { host: literal }),
      ...(caPem === null ? {} : { secureContext: trustingAlso(caPem) }),
      ALPNProtocols: ["http/1.1"],
      minVersion: "TLSv1.2",
      // Said aloud because NODE_TLS_REJECT_UNAUTHORIZED=0 would turn the default around.
      rejectUnauthorized: true,
    });
    secure.once("secureConnect", () => resolve(secure));
    secure.on("error", (error) => {
      socket.destroy();
      reject(new OutboundFailure({ outcome: "tls", problem: tlsProblem(codeOf(error)) }));
    });
    secure.once("close", () => reject(new OutboundFailure({ outcome: "tls", problem: "handshake" })));
  });
}

let lastContext: { caPem: string; context: tls.SecureContext } | null = null;

/** What trusts these certificates besides the built-in ones. Kept: making one takes longer than a request nearby. */
export function trustingAlso(caPem: string): tls.SecureContext {
  if (lastContext?.caPem === caPem) return lastContext.context;
  const context = tls.createSecureContext({ ca: [...tls.rootCertificates, caPem], minVersion: "TLSv1.2" });
  lastContext = { caPem, context };
  return context;
}

const UNTRUSTED: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "CERT_REVOKED",
  "CERT_SIGNATURE_FAILURE",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
]);

function tlsProblem(code: string): TlsProblem {
  if (UNTRUSTED.has(code)) return "untrusted";
  if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return "expired";
  return code === "ERR_TLS_CERT_ALTNAME_INVALID" ? "wrong_host" : "handshake";
}
