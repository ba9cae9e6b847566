import { PROBE_ROWS } from "#lib/domain/probe-rows.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

/** `host:port` of a base URL, with the scheme's own port written out; null when it is no web address. */
export function serverOf(baseUrl: string): string | null {
  if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) return null;
  const { protocol, hostname, port } = new URL(baseUrl);
  if (hostname === "") return null;
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

/**
 * True when a base URL is the provider's own server, as we know it without the gateway's config. A config is a file
 * that others may write, and a secret of the vault goes to no server because a file says so.
 */
export function isOwnServer(provider: string, baseUrl: string): boolean {
  const row = PROBE_ROWS.get(normalizeProvider(provider));
  const own = row && "baseUrl" in row && row.baseUrl !== null ? serverOf(row.baseUrl) : null;
  return own !== null && serverOf(baseUrl) === own;
}
