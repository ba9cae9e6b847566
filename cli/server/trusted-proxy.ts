import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Config } from "#lib/config.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Who is believed, and which header names the person. */
export type TrustedProxy = { header: string; trusts(address: string): boolean };

/** What a proxy said of a request: where it came from, and whose it is. */
export type ProxyWord = { address: string; user: string | null };

/** Headers that mean something already. */
const TAKEN =
  /^(host|cookie|origin|referer|authorization|content-.*|sec-.*|x-clawkeep-.*|x-forwarded-for|forwarded)$/;

/**
 * The proxy that signs people in, from `CLAWKEEP_TRUSTED_PROXY` (addresses and CIDR blocks) and
 * `CLAWKEEP_TRUSTED_PROXY_HEADER`; null when neither is set. Throws OperationError `trusted_proxy_invalid` for anything
 * else, because half a setting must not be a way in. A block that holds every address is refused: then anyone could say
 * who they are.
 */
export function trustedProxy({ trustedProxy: said }: Pick<Config, "trustedProxy">): TrustedProxy | null {
  if (said === null) return null;
  const header = said.header.toLowerCase();
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(header) || TAKEN.test(header))
    throw new OperationError("trusted_proxy_invalid");
  if (said.addresses.length === 0) throw new OperationError("trusted_proxy_invalid");
  const list = new BlockList();
  for (const word of said.addresses) add(list, word);
  return { header, trusts: (address) => check(list, plainAddress(address)) };
}

function add(list: BlockList, word: string): void {
  const [address = "", prefix, ...more] = word.split("/");
  const family = familyOf(address);
  const length = prefix === undefined ? null : Number(prefix);
  const isPrefix =
    length === null ||
    (/^\d{1,3}$/.test(prefix ?? "") && length > 0 && length <= (family === "ipv4" ? 32 : 128));
  if (family === null || !isPrefix || more.length > 0) throw new OperationError("trusted_proxy_invalid");
  if (length === null) list.addAddress(address, family);
  else list.addSubnet(address, length, family);
}

function check(list: BlockList, address: string): boolean {
  const family = familyOf(address);
  return family !== null && list.check(address, family);
}

function familyOf(address: string): "ipv4" | "ipv6" | null {
  const version = isIP(address);
  return version === 0 ? null : version === 4 ? "ipv4" : "ipv6";
}

/** A socket that takes both families writes `::ffff:192.0.2.7` for an address of the old one. */
const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");

/**
 * What is to be believed about a request: of a proxy that is trusted, the last address that no trusted proxy has and the
 * one person it names; of anyone else, nothing but where it came from.
 */
export function proxyWord(
  {
    socket,
    headersDistinct,
  }: Pick<IncomingMessage, "headersDistinct"> & { socket: { remoteAddress?: string | undefined } },
  proxy: TrustedProxy | null,
): ProxyWord {
  const peer = socket.remoteAddress ?? "unknown";
  if (!proxy?.trusts(peer)) return { address: peer, user: null };
  const chain = (headersDistinct["x-forwarded-for"] ?? [])
    .flatMap((line) => line.split(","))
    .map((each) => each.trim());
  const client = chain.reverse().find((address) => !proxy.trusts(address));
  const users = headersDistinct[proxy.header] ?? [];
  const [user = ""] = users.length === 1 ? users : [];
  const isName = user.trim() !== "" && user.length <= 254;
  return {
    address: client !== undefined && familyOf(client) ? client : peer,
    user: isName ? user.trim() : null,
  };
}
