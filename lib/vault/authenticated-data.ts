import type { Place } from "#lib/domain/place.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

type Value = string | number | null;

const NULL_TAG = 0;
const NUMBER_TAG = 1;
const STRING_TAG = 2;
const HEADER_BYTES = 5;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * What an envelope's tag covers besides the secret: label, version, data key, and the whole place.
 *
 * Facts are sorted by name, so their order in the object does not matter, and counted, so none can
 * be dropped. Throws VaultError `place_not_text` for a text that UTF-8 cannot hold.
 */
export function sealedSecretData(version: string, dataKeyId: string, place: Place): Buffer {
  const { table, field, rowId, facts } = place;
  const names = Object.keys(facts).sort();
  const named = names.flatMap((name) => [name, facts[name]]);
  return encodeValues([
    "clawkeep sealed secret",
    version,
    dataKeyId,
    table,
    field,
    rowId,
    names.length,
    ...named,
  ]);
}

/**
 * An injective encoding of a list: different lists never give the same bytes.
 *
 * Each value is one byte of type, four of length (big-endian) and its bytes: UTF-8 for text, IEEE 754
 * binary64 for numbers. So null, "", "0" and 0 differ, and ["ab", "c"] is not ["a", "bc"].
 */
export function encodeValues(values: readonly (Value | undefined)[]): Buffer {
  return Buffer.concat(values.map(encodeValue));
}

function encodeValue(value: Value | undefined): Buffer {
  if (value === null) return withHeader(NULL_TAG, Buffer.alloc(0));
  if (typeof value === "number") return withHeader(NUMBER_TAG, numberBytes(value));
  if (typeof value === "string") return withHeader(STRING_TAG, textBytes(value));
  throw new TypeError("a bound value is text, a number or null");
}

function withHeader(tag: number, body: Buffer): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(tag, 0);
  header.writeUInt32BE(body.length, 1);
  return Buffer.concat([header, body]);
}

/** Minus zero is written as zero: a database gives back the one for the other. */
function numberBytes(value: number): Buffer {
  if (!Number.isFinite(value)) throw new RangeError("a bound number is finite");
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value + 0);
  return bytes;
}

/** UTF-8 has no lone surrogates: they would all become the same replacement character. */
function textBytes(value: string): Buffer {
  if (LONE_SURROGATE.test(value)) throw new VaultError("place_not_text");
  return Buffer.from(value, "utf8");
}
