import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { decodableTarget, pathOf } from "#cli/server/request-target.ts";
import type { ProxyWord } from "#cli/server/trusted-proxy.ts";

/** The largest request body, in bytes: a pasted secret is kilobytes, the largest resolver request 256 KiB. */
const BODY_BYTES_MAX = 1024 * 1024;

/** Routes whose callers are no browsers: they bring a token of their own, and cookies mean nothing to them. */
const MACHINE_PATH = /^\/api\/(?:resolver|gateway\/join|gateway\/sync|check|metrics|calendar\/[^/]+|vault)$/;

export type GuardVerdict =
  /** `target` is the request's own, in a form that everything behind the guard can decode. */
  | { ok: true; target: string }
  | {
      ok: false;
      status: 400 | 403 | 411 | 413 | 421;
      key: "unknown_host" | "no_path" | "foreign_origin" | "length_required" | "body_too_large";
    };

/**
 * Looks at a request before any page, action or handler runs.
 *
 * Next executes server actions without an Origin header, with `Sec-Fetch-Site: cross-site`, and for any
 * Host name, which is what DNS rebinding brings; so the Host must be one of ours, and a request that
 * could change something must come from one of our own pages.
 */
export function guardRequest(
  request: Pick<IncomingMessage, "method" | "url" | "headers" | "headersDistinct">,
  origins: ReadonlySet<string>,
): GuardVerdict {
  const { headers } = request;
  const scheme = (origin: string) => origin.slice(origin.indexOf("//") + 2);
  // Node takes the first of several, and a server before this one may have taken another (RFC 9112, 3.2).
  const [host, ...others] = request.headersDistinct.host ?? [];
  if (others.length > 0 || ![...origins].some((origin) => scheme(origin) === host?.toLowerCase())) {
    return { ok: false, status: 421, key: "unknown_host" };
  }
  const target = decodableTarget(request.url ?? "");
  if (target === null) return { ok: false, status: 400, key: "no_path" };
  if (request.method === "GET" || request.method === "HEAD") return { ok: true, target };
  const isForMachines = MACHINE_PATH.test(pathOf(target));
  if (!(isForMachines ? !fromBrowser(headers) : fromOwnPage(headers, origins))) {
    return { ok: false, status: 403, key: "foreign_origin" };
  }
  return bodyVerdict(headers) ?? { ok: true, target };
}

function fromBrowser(headers: IncomingHttpHeaders): boolean {
  return headers.origin !== undefined || headers["sec-fetch-site"] !== undefined;
}

function fromOwnPage(headers: IncomingHttpHeaders, origins: ReadonlySet<string>): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  return headers.origin !== undefined && origins.has(headers.origin.toLowerCase());
}

function bodyVerdict(headers: IncomingHttpHeaders): Extract<GuardVerdict, { ok: false }> | null {
  const length = headers["content-length"];
  if (length === undefined) {
    const isChunked = headers["transfer-encoding"] !== undefined;
    return isChunked ? { ok: false, status: 411, key: "length_required" } : null;
  }
  return Number(length) <= BODY_BYTES_MAX ? null : { ok: false, status: 413, key: "body_too_large" };
}

/** Headers a client must not be able to set, because something behind the guard believes them. */
const UNTRUSTED = [
  "x-clawkeep-peer",
  "x-clawkeep-proxy-user",
  "x-middleware-subrequest",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "forwarded",
  "x-nonce",
  "content-security-policy",
];

/**
 * Drops what a client must not claim, and notes what is to be believed: the address it came from, and whom a trusted
 * proxy names. `userHeader` is the header by which it does.
 */
export function cleanHeaders(
  headers: IncomingHttpHeaders,
  { address, user }: ProxyWord,
  userHeader: string | null = null,
): void {
  for (const name of UNTRUSTED) delete headers[name];
  if (userHeader !== null) delete headers[userHeader];
  headers["x-clawkeep-peer"] = address;
  if (user !== null) headers["x-clawkeep-proxy-user"] = user;
}
