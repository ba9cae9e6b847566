import { type AddressKind, literalAddress } from "#lib/domain/ip-address.ts";

/** A host and port that an admin opened for outbound requests although they are not on the public Internet. */
export type Allowance = {
  /** As in a URL, so an IPv6 address has brackets. */
  host: string;
  port: number;
};

/** Why nothing may be sent to a URL or to the address its host has. */
export type OutboundProblem =
  | "url_invalid"
  | "url_scheme"
  | "url_credentials"
  | "url_plain_http"
  | "url_port"
  | "address_not_public"
  | "address_metadata";

export type OutboundTarget = {
  isTls: boolean;
  /** As in a URL: lower-case, an IPv6 address in brackets. */
  hostname: string;
  port: number;
  /** The value of the Host header. */
  authority: string;
  pathAndQuery: string;
  isAllowed: boolean;
};

const PORT_HTTPS = 443;
const PORT_HTTP = 80;

/**
 * Says where a URL leads, or why it may not be called. Anyone's HTTPS server on port 443 may; plain HTTP and any
 * other port need an allowance. What its host resolves to is judged by `addressProblem`.
 */
export function checkOutboundUrl(
  text: string,
  allowances: readonly Allowance[],
): { ok: true; target: OutboundTarget } | { ok: false; problem: OutboundProblem } {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null) return { ok: false, problem: "url_invalid" };
  if (url.protocol !== "https:" && url.protocol !== "http:") return { ok: false, problem: "url_scheme" };
  if (url.hostname === "") return { ok: false, problem: "url_invalid" };
  if (url.username !== "" || url.password !== "") return { ok: false, problem: "url_credentials" };
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? defaultPort(isTls) : Number(url.port);
  const isAllowed = allowances.some((entry) => entry.port === port && canonicalHost(entry) === url.hostname);
  if (!isTls && !isAllowed) return { ok: false, problem: "url_plain_http" };
  if (port !== PORT_HTTPS && !isAllowed) return { ok: false, problem: "url_port" };
  const pathAndQuery = `${url.pathname}${url.search}`;
  const target = { isTls, hostname: url.hostname, port, authority: url.host, pathAndQuery, isAllowed };
  return { ok: true, target };
}

/** What an allowance for a name opens: a server on this machine or in this network. */
const OPENED_BY_NAME: ReadonlySet<AddressKind> = new Set(["public", "loopback", "private", "shared"]);

/** What no allowance opens: a cloud's metadata hands credentials to whoever asks, and the others are no server. */
const NEVER_OPENED: ReadonlySet<AddressKind> = new Set(["metadata", "unspecified", "multicast", "invalid"]);

/**
 * Says why a connection for this target may not go to an address of that kind, or null. An allowance for a name does
 * not open link-local or translated addresses, so a name that changes its address cannot lead there; an allowance
 * for the very address does.
 */
export function addressProblem(
  kind: AddressKind,
  target: Pick<OutboundTarget, "hostname" | "isAllowed">,
): OutboundProblem | null {
  if (kind === "metadata") return "address_metadata";
  if (NEVER_OPENED.has(kind)) return "address_not_public";
  if (kind === "public") return null;
  if (!target.isAllowed) return "address_not_public";
  const isNamed = literalAddress(target.hostname) === null;
  return isNamed && !OPENED_BY_NAME.has(kind) ? "address_not_public" : null;
}

function defaultPort(isTls: boolean): number {
  return isTls ? PORT_HTTPS : PORT_HTTP;
}

const HOST_ALONE = /^(\[[0-9a-f:.]+\]|[^/?#@:\\\s]+)$/i;

function canonicalHost({ host }: Allowance): string | null {
  const text = `http://${host}/`;
  return HOST_ALONE.test(host) && URL.canParse(text) ? new URL(text).hostname : null;
}
