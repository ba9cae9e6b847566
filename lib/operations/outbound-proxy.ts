import type { Config } from "#lib/config.ts";
import { type OutboundProxy, readOutboundProxy } from "#lib/domain/outbound-proxy.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/**
 * The proxy that requests to providers and channels go through, or null. Throws OperationError `proxy_invalid`, so that
 * a mistake in its address is no direct way out.
 */
export function outboundProxy({ proxyUrl }: Pick<Config, "proxyUrl">): OutboundProxy | null {
  if (proxyUrl === null) return null;
  const read = readOutboundProxy(proxyUrl);
  if (!read.ok) throw new OperationError("proxy_invalid");
  return read.proxy;
}
