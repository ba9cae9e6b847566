import type { ChannelSettings } from "#lib/domain/channel.ts";
import { literalAddress } from "#lib/domain/ip-address.ts";
import {
  type Allowance,
  checkOutboundUrl,
  type OutboundProblem,
  type OutboundTarget,
} from "#lib/domain/outbound-rule.ts";

/** Ports on which mail servers take messages. Any other needs an allowance, like any other port of a web server. */
const MAIL_PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525]);

/**
 * Says where a mail server is, or why nothing may be sent there: as for web servers, what is not encrypted needs an
 * allowance for that host and port. `isTls` is always false, because the mailer speaks TLS on a plain connection.
 */
export function checkMailServer(
  { host, port, security }: Extract<ChannelSettings, { kind: "email" }>,
  allowances: readonly Allowance[],
): { ok: true; target: OutboundTarget } | { ok: false; problem: OutboundProblem } {
  const isV6 = literalAddress(host) !== null && host.includes(":");
  // Only an allowance makes plain HTTP to that host and port good, and the host gets its one spelling.
  const url = `http://${isV6 ? `[${host}]` : host}:${port}/`;
  const asAllowed = checkOutboundUrl(url, allowances);
  if (asAllowed.ok) return asAllowed;
  if (asAllowed.problem !== "url_plain_http") return asAllowed;
  if (security === "none") return asAllowed;
  if (!MAIL_PORTS.has(port)) return { ok: false, problem: "url_port" };
  const { hostname, host: authority } = new URL(url);
  const target = { isTls: false, hostname, port, authority, pathAndQuery: "/", isAllowed: false };
  return { ok: true, target };
}
