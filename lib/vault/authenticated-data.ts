import type { Place } from "#lib/domain/place.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

type Value = string | number | null;

const NULL_TAG = 0;
const NUMBER_TAG = 1;
const STRING_TAG = 2;
const HEADER_BYTES = 5;
const NUMBER_BYTES = 8;

const LABEL = "clawkeep sealed secret";

/**
 * What an envelope's tag covers besides the secret: label, version, data key, and the whole place.
 *
 * Facts are sorted by name, so their order in the object does not matter, and counted, so none can
 * be dropped. Throws VaultError `place_not_text` for a text that UTF-8 cannot hold.
 */
export function sealedSecretData(version: string, dataKeyId: string, place: Place): Buffer {
  const { table, field, rowId, facts } = place;
  const names = Object.keys(facts).sort();
  const values: (Value | undefined)[] = [LABEL, version, dataKeyId, table, field, rowId, names.length];
  for (const name of names) values.push(name, facts[name]);
  return encodeValues(values);
}

/**
 * Makes the data of an envelope that of one at the same place under another data key, whose id is as long: sealing a
 * vault anew would otherwise encode each place twice.
 */
export function rebindData(data: Buffer, version: string, dataKeyId: string): void {
  data.write(dataKeyId, 3 * HEADER_BYTES + LABEL.length + version.length, "latin1");
}

/**
 * An injective encoding of a list: different lists never give the same bytes.
 *
 * Each value is one byte of type, four of length (big-endian) and its bytes: UTF-8 for text, IEEE 754
 * binary64 for numbers. So null, "", "0" and 0 differ, and ["ab", "c"] is not ["a", "bc"].
 */
export function encodeValues(values: readonly (Value | undefined)[]): Buffer {
  const bytes = Buffer.allocUnsafe(
    values.reduce((sum: number, value) => sum + HEADER_BYTES + lengthOf(value), 0),
  );
  let at = 0;
  for (const value of values) at = write(bytes, at, value as Value);
  return bytes;
}

/** The bytes of a value without its header. Throws for what has no encoding. */
function lengthOf(value: Value | undefined): number {
  if (value === null) return 0;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError("a bound number is finite");
    return NUMBER_BYTES;
  }
  if (typeof value !== "string") throw new TypeError("a bound value is text, a number or null");
  // UTF-8 has no lone surrogates: they would all become the same replacement character.
  if (!value.isWellFormed()) throw new VaultError("place_not_text");
  return Buffer.byteLength(value, "utf8");
}

/** Returns where the next value goes. */
function write(bytes: Buffer, at: number, value: Value): number {
  const start = at + HEADER_BYTES;
  if (typeof value === "string") {
    const length = bytes.write(value, start, "utf8");
    return header(bytes, at, STRING_TAG, length);
  }
  if (value === null) return header(bytes, at, NULL_TAG, 0);
  // Minus zero is written as zero: a database gives back the one for the other.
  bytes.writeDoubleBE(value + 0, start);
  return header(bytes, at, NUMBER_TAG, NUMBER_BYTES);
}

function header(bytes: Buffer, at: number, tag: number, length: number): number {
  bytes[at] = tag;
  bytes[at + 1] = length >>> 24;
  bytes[at + 2] = length >>> 16;
  bytes[at + 3] = length >>> 8;
  bytes[at + 4] = length;
  return at + HEADER_BYTES + length;
}
