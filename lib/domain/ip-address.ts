/**
 * What a numeric address is. Only `public` is a place on the Internet; `embedded` is an IPv4 address inside an IPv6
 * one (mapped, translated by NAT64, tunnelled), whose real destination the IPv6 form hides.
 */
export type AddressKind =
  | "public"
  | "loopback"
  | "private"
  | "shared"
  | "link_local"
  | "metadata"
  | "unspecified"
  | "multicast"
  | "embedded"
  | "reserved"
  | "invalid";

type Range = readonly [network: string, prefixBits: number, kind: AddressKind];

/** First hit wins. Source: IANA IPv4 Special-Purpose Address Registry, and the clouds' metadata addresses. */
const RANGES_V4: readonly Range[] = [
  ["169.254.169.254", 32, "metadata"], // AWS, Azure, Google Cloud, DigitalOcean, Oracle and others
  ["169.254.170.2", 32, "metadata"], // AWS ECS task credentials
  ["169.254.170.23", 32, "metadata"], // AWS EKS pod identity
  ["100.100.100.200", 32, "metadata"], // Alibaba Cloud
  ["168.63.129.16", 32, "metadata"], // Azure's host, from inside a range that looks public
  ["192.0.0.192", 32, "metadata"], // Oracle Cloud Classic
  ["0.0.0.0", 8, "unspecified"],
  ["10.0.0.0", 8, "private"],
  ["100.64.0.0", 10, "shared"],
  ["127.0.0.0", 8, "loopback"],
  ["169.254.0.0", 16, "link_local"],
  ["172.16.0.0", 12, "private"],
  ["192.0.0.0", 24, "reserved"],
  ["192.0.2.0", 24, "reserved"],
  ["192.88.99.0", 24, "reserved"],
  ["192.168.0.0", 16, "private"],
  ["198.18.0.0", 15, "reserved"],
  ["198.51.100.0", 24, "reserved"],
  ["203.0.113.0", 24, "reserved"],
  ["224.0.0.0", 4, "multicast"],
  ["240.0.0.0", 4, "reserved"],
];

/** First hit wins; what is outside 2000::/3 and not named here is reserved. Source: IANA IPv6 registries. */
const RANGES_V6: readonly Range[] = [
  ["fd00:ec2::254", 128, "metadata"], // AWS
  ["fd20:ce::254", 128, "metadata"], // Google Cloud
  ["::", 128, "unspecified"],
  ["::1", 128, "loopback"],
  ["::ffff:0:0", 96, "embedded"], // IPv4-mapped
  ["::ffff:0:0:0", 96, "embedded"], // IPv4-translated
  ["::", 96, "embedded"], // IPv4-compatible
  ["64:ff9b::", 96, "embedded"], // NAT64
  ["64:ff9b:1::", 48, "embedded"], // NAT64, local use
  ["2001::", 32, "embedded"], // Teredo
  ["2002::", 16, "embedded"], // 6to4
  ["2001::", 23, "reserved"],
  ["2001:db8::", 32, "reserved"],
  ["3fff::", 20, "reserved"],
  ["fc00::", 7, "private"],
  ["fe80::", 10, "link_local"],
  ["fec0::", 10, "private"],
  ["ff00::", 8, "multicast"],
  ["2000::", 3, "public"],
];

/**
 * Says what a numeric address is. Takes what a resolver or a socket gives (dotted quad, RFC 4291 text, an optional
 * zone), not what a person types: `127.1`, octal and hexadecimal forms are `invalid`.
 */
export function addressKind(address: string): AddressKind {
  const bytes = addressBytes(address);
  if (bytes === null) return "invalid";
  const ranges = bytes.length === 4 ? TABLE_V4 : TABLE_V6;
  const found = ranges.find(({ network, prefixBits }) => isInside(bytes, network, prefixBits));
  return found?.kind ?? (bytes.length === 4 ? "public" : "reserved");
}

/** True for two spellings of one address. A text that is no address equals nothing. */
export function isSameAddress(one: string, other: string): boolean {
  const bytes = addressBytes(one);
  const others = addressBytes(other);
  if (bytes === null || others === null || bytes.length !== others.length) return false;
  return bytes.every((byte, index) => byte === others[index]);
}

/** The host of a URL as a numeric address without brackets, or null when it is a name. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith("[") && hostname.endsWith("]") ? hostname.slice(1, -1) : hostname;
  return addressBytes(bare) === null ? null : bare;
}

/** 4 or 16 bytes, or null. */
function addressBytes(address: string): number[] | null {
  const withoutZone = address.replace(/%[A-Za-z0-9._-]+$/, "");
  return withoutZone.includes(":") ? bytesV6(withoutZone) : bytesV4(withoutZone);
}

function bytesV4(text: string): number[] | null {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))) return null;
  const bytes = parts.map(Number);
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function bytesV6(text: string): number[] | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const head = groupBytes(halves[0] ?? "", halves.length === 1);
  const tail = halves.length === 2 ? groupBytes(halves[1] ?? "", true) : [];
  if (head === null || tail === null) return null;
  const missing = 16 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 2) return null;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

/** The bytes of colon-separated groups; the last may be a dotted quad where `endsAddress`. */
function groupBytes(text: string, endsAddress: boolean): number[] | null {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const isQuad = group.includes(".") && endsAddress && index === groups.length - 1;
    const next = isQuad ? bytesV4(group) : hexBytes(group);
    if (next === null) return null;
    bytes.push(...next);
  }
  return bytes;
}

function hexBytes(group: string): number[] | null {
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return null;
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}

function isInside(bytes: readonly number[], network: readonly number[], prefixBits: number): boolean {
  const whole = prefixBits >> 3;
  if (bytes.slice(0, whole).some((byte, index) => byte !== network[index])) return false;
  const rest = prefixBits & 7;
  if (rest === 0) return true;
  const mask = 0xff << (8 - rest);
  return ((bytes[whole] ?? 0) & mask) === ((network[whole] ?? 0) & mask);
}

function tableOf(ranges: readonly Range[]) {
  return ranges.map(([network, prefixBits, kind]) => ({
    network: addressBytes(network) ?? [],
    prefixBits,
    kind,
  }));
}

const TABLE_V4 = tableOf(RANGES_V4);
const TABLE_V6 = tableOf(RANGES_V6);
