import { request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import { type Allowance, checkOutboundUrl, type OutboundTarget } from "#lib/domain/outbound-rule.ts";
import { readAnswer } from "#lib/providers/answer-body.ts";
import { checkedAddresses, openSocket, resolveWithSystem } from "#lib/providers/checked-socket.ts";
import { type CredentialHeader, sentHeaders } from "#lib/providers/credential-header.ts";
import {
  codeOf,
  OutboundFailure,
  type OutboundResult,
  type Outcome,
} from "#lib/providers/outbound-result.ts";
import { goesThroughProxy, openTunnel } from "#lib/providers/proxy-tunnel.ts";
import type { Resolve } from "#lib/providers/shared-resolver.ts";

/** How long one request may take from the name to the last byte, in milliseconds. */
export const DEADLINE_MS = 8000;

const HEADER_BYTES_MAX = 16 * 1024;
const SHOWN_HEADER_LENGTH_MAX = 100;

export type OutboundRequest = {
  method: "GET" | "POST";
  url: string;
  /** Lower-case names. Not the credential's. */
  headers: Readonly<Record<string, string>>;
  credential: CredentialHeader | null;
  body: string | null;
};

export type OutboundOptions = {
  allowances?: readonly Allowance[];
  /** Certificates trusted besides the built-in ones, in PEM. */
  caPem?: string | null;
  deadlineMs?: number;
  signal?: AbortSignal;
  resolve?: Resolve;
  /** For servers that no admin opened; null for a direct way to everyone. */
  proxy?: OutboundProxy | null;
};

/**
 * Sends one request and says what became of it. The one way out for everything that carries a credential.
 *
 * It connects only to an address that was checked, or through the proxy that was configured, on a connection of its own
 * that no other request shares, follows no redirect, verifies every certificate, takes no proxy from the environment,
 * reads at most 64 KiB, and has ended when the deadline is over, however the server behaves. Nothing it returns or
 * throws comes from the request.
 */
export async function guardedRequest(
  request: OutboundRequest,
  options: OutboundOptions = {},
): Promise<OutboundResult> {
  const startedAt = performance.now();
  const outcome = await outcomeOf(request, options);
  return { ...outcome, latencyMs: Math.round(performance.now() - startedAt) };
}

async function outcomeOf(request: OutboundRequest, options: OutboundOptions): Promise<Outcome> {
  const checked = checkOutboundUrl(request.url, options.allowances ?? []);
  if (!checked.ok) return { outcome: "refused-address", problem: checked.problem };
  if (options.signal?.aborted) return { outcome: "aborted" };
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  const ending = new AbortController();
  const end = (outcome: "timeout" | "aborted") => ending.abort(new OutboundFailure({ outcome }));
  const timer = globalThis.setTimeout(() => end("timeout"), deadlineMs);
  const cancel = () => end("aborted");
  options.signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await beforeTheEnd(performed(request, checked.target, options, ending.signal), ending.signal);
  } catch (error) {
    const reason: unknown = ending.signal.aborted ? ending.signal.reason : error;
    if (reason instanceof OutboundFailure) return reason.result;
    throw reason;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", cancel);
  }
}

async function performed(
  request: OutboundRequest,
  target: OutboundTarget,
  options: OutboundOptions,
  signal: AbortSignal,
): Promise<Outcome> {
  const socket = await openWay(target, options, signal);
  try {
    signal.throwIfAborted();
    return await exchange(socket, request, target, signal);
  } finally {
    socket.destroy();
  }
}

async function openWay(
  target: OutboundTarget,
  { caPem = null, proxy = null, resolve = resolveWithSystem, deadlineMs = DEADLINE_MS }: OutboundOptions,
  signal: AbortSignal,
): Promise<Socket> {
  if (proxy !== null && goesThroughProxy(target)) {
    await checkBeforeTunnel(target, resolve);
    signal.throwIfAborted();
    return openTunnel(target, proxy, { caPem, signal });
  }
  const addresses = await checkedAddresses(target, resolve);
  signal.throwIfAborted();
  const attemptMs = Math.max(250, Math.round(deadlineMs / 4));
  return openSocket(target, addresses, { caPem, attemptMs, signal });
}

/** A machine behind a proxy often cannot resolve names of the Internet, and may wait long to learn that. */
const NAME_MS_BEFORE_TUNNEL = 1000;

/** Refuses what this machine knows to be no public server. A name it does not know is the proxy's to resolve. */
async function checkBeforeTunnel(target: OutboundTarget, resolve: Resolve): Promise<void> {
  const patience = new AbortController();
  const late = setTimeout(NAME_MS_BEFORE_TUNNEL, undefined, { signal: patience.signal }).catch(() => {});
  try {
    await Promise.race([checkedAddresses(target, resolve), late]);
  } catch (error) {
    if (!(error instanceof OutboundFailure) || error.result.outcome !== "dns") throw error;
  } finally {
    patience.abort();
  }
}

async function exchange(
  socket: Socket,
  { method, headers: plain, credential, body }: OutboundRequest,
  target: OutboundTarget,
  signal: AbortSignal,
): Promise<Outcome> {
  const all: Record<string, string> = { host: target.authority, ...ALWAYS, ...plain };
  if (body !== null) all["content-length"] = String(Buffer.byteLength(body));
  const sent = sentHeaders(all, credential);
  if (!sent.ok) return { outcome: "refused-header", header: sent.header };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = httpRequest({
      // Without an agent the socket is this request's own, and no variable of the environment names a proxy.
      createConnection: () => socket,
      method,
      path: target.pathAndQuery,
      headers: sent.headers,
      maxHeaderSize: HEADER_BYTES_MAX,
      signal,
    });
    outgoing.once("response", resolve);
    outgoing.once("upgrade", () =>
      reject(new OutboundFailure({ outcome: "protocol", problem: "malformed" })),
    );
    outgoing.on("error", (error) => reject(new OutboundFailure(exchangeOutcome(codeOf(error)))));
    outgoing.once("close", () => reject(new OutboundFailure({ outcome: "protocol", problem: "closed" })));
    outgoing.end(body ?? undefined);
  });
  return answerOf(response);
}

const ALWAYS = { "accept-encoding": "identity", "user-agent": "clawkeep", connection: "close" };

async function answerOf(response: IncomingMessage): Promise<Outcome> {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) return { outcome: "redirect", status };
  if (status < 200 || status > 599) return { outcome: "protocol", problem: "malformed" };
  const { text, isCut, isBroken } = await readAnswer(response);
  // Half an answer proves nothing, but a refusal is one from its first line on.
  if (isBroken && status < 400) return { outcome: "protocol", problem: "closed" };
  return {
    outcome: "answered",
    status,
    retryAfter: shownHeader(response.headers["retry-after"]),
    contentType: shownHeader(response.headers["content-type"]),
    text,
    isCut: isCut || isBroken,
  };
}

function shownHeader(value: string | undefined): string | null {
  const isPlain =
    value !== undefined && value.length <= SHOWN_HEADER_LENGTH_MAX && /^[\x20-\x7e]*$/.test(value);
  return isPlain ? value : null;
}

function exchangeOutcome(code: string): Outcome {
  if (code === "HPE_HEADER_OVERFLOW") return { outcome: "too-large" };
  const problem = code.startsWith("HPE_") && code !== "HPE_INVALID_EOF_STATE" ? "malformed" : "closed";
  return { outcome: "protocol", problem };
}

function beforeTheEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
  // When the end comes first, nobody waits for the work any more.
  work.catch(() => {});
  return Promise.race([work, ended]);
}
