import { UsageError } from "#cli/command.ts";
import type { Config } from "#lib/config.ts";
import { addressKind, literalAddress } from "#lib/domain/ip-address.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export type ListeningAddress = {
  /** Where people and gateways reach the console. */
  url: string;
  /** What a browser calls the pages that may post here. */
  origins: ReadonlySet<string>;
};

/**
 * Under which addresses a console answers that listens on this host and port: loopback under each of its names, and the
 * one that the operator says people use.
 *
 * Throws UsageError `console_url`, and OperationError `plain_http_elsewhere`: passwords and secrets are typed into
 * this console and cross no network in the clear, so other hosts reach it by HTTPS, which it speaks itself or a proxy
 * before it does.
 */
export function listeningAddress(
  { consoleUrl, tls }: Pick<Config, "consoleUrl" | "tls">,
  { host, port }: { host: string; port: number },
): ListeningAddress {
  const scheme = tls === null ? "http" : "https";
  const name = host.includes(":") ? `[${host}]` : host;
  const url = consoleUrl ?? `${scheme}://${name}:${port}`;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new UsageError("console_url");
  const { protocol, hostname, origin } = new URL(url);
  if (protocol !== "https:" && !(isLoopback(hostname) && isLoopback(name))) {
    throw new OperationError("plain_http_elsewhere", { url, host });
  }
  const loopback = ["127.0.0.1", "localhost", "[::1]"].map((each) => `${scheme}://${each}:${port}`);
  return { url, origins: new Set([...loopback, origin]) };
}

function isLoopback(host: string): boolean {
  const literal = literalAddress(host);
  return host === "localhost" || (literal !== null && addressKind(literal) === "loopback");
}
