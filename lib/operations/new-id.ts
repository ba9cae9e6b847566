import { randomUUID } from "node:crypto";

type Prefix =
  | "gw"
  | "prof"
  | "cred"
  | "user"
  | "tok"
  | "pub"
  | "env"
  | "probe"
  | "allow"
  | "chan"
  | "note"
  | "pk";

const COUNT_MAX = 0xffff;

let atMs = 0;
let count = 0;

/**
 * A text id with a prefix that says what it names: `gw_…`, `prof_…`, `cred_…`, then 32 hexadecimal digits: time
 * in milliseconds, a count within it, and 64 random bits.
 *
 * Ids of one process sort by age, so rows that were made together stand in the order they were made in, and
 * indexes grow at their end instead of everywhere.
 */
export function newId(prefix: Prefix): string {
  const nowMs = Date.now();
  if (nowMs > atMs || count === COUNT_MAX) {
    atMs = Math.max(nowMs, atMs + 1);
    count = 0;
  } else count += 1;
  const random = randomUUID();
  return `${prefix}_${hex(atMs, 12)}${hex(count, 4)}${random.slice(0, 8)}${random.slice(-8)}`;
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, "0");
}
