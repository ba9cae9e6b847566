import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Place } from "#lib/domain/place.ts";
import { encodeValues, rebindData, sealedSecretData } from "#lib/vault/authenticated-data.ts";

const PLACE: Place = {
  table: "credentials",
  field: "sealed",
  rowId: "cred_1",
  facts: {
    profileId: "anthropic:ops",
    provider: "anthropic",
    type: "token",
    label: null,
    expiresAtMs: 1_800_000_000_000,
  },
};

/** Few values, so that two random lists are often nearly the same. */
const value = fc.oneof(
  fc.constantFrom("", "0", "a", "ab", "b", "null", "\0", "a\0", "v1"),
  fc.constantFrom(0, 1, -1, 0.5, 2 ** 53),
  fc.constant(null),
  fc.string({ unit: "binary", maxLength: 4 }),
);

describe("the encoding of a list", () => {
  test("gives the same bytes for the same list only", () => {
    const same = (left: unknown[], right: unknown[]) =>
      left.length === right.length && left.every((item, index) => item === right[index]);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.array(value, { maxLength: 5 }), (left, right) => {
        expect(encodeValues(left).equals(encodeValues(right))).toBe(same(left, right));
      }),
      { numRuns: 3000 },
    );
  });

  test("keeps null, empty text, the text 0, the number 0 and the text null apart", () => {
    const encoded = [null, "", "0", 0, "null"].map((item) => encodeValues([item]).toString("hex"));
    expect(new Set(encoded).size).toBe(5);
  });

  test("does not let a value run into its neighbour", () => {
    expect(encodeValues(["ab", "c"])).not.toEqual(encodeValues(["a", "bc"]));
    expect(encodeValues(["a", ""])).not.toEqual(encodeValues(["a"]));
  });

  test("is the one every envelope so far was made with", () => {
    expect(encodeValues(["é", null, 1]).toString("hex")).toBe(
      "0200000002c3a9" + "0000000000" + "01000000083ff0000000000000",
    );
  });

  test("writes minus zero as zero, because a database does", () => {
    expect(encodeValues([-0])).toEqual(encodeValues([0]));
  });

  test("refuses what it cannot tell apart", () => {
    expect(() => encodeValues([Number.NaN])).toThrow(RangeError);
    expect(() => encodeValues([Number.POSITIVE_INFINITY])).toThrow(RangeError);
    expect(() => encodeValues([undefined])).toThrow(TypeError);
    expect(() => encodeValues(["\ud800"])).toThrow(expect.objectContaining({ code: "place_not_text" }));
  });
});

describe("the data bound to an envelope", () => {
  const encoded = sealedSecretData("v1", "dk_1", PLACE);

  test("does not depend on the order in which the facts were written", () => {
    const facts = Object.fromEntries(Object.entries(PLACE.facts).reverse());
    expect(Object.keys(facts)).not.toEqual(Object.keys(PLACE.facts));
    expect(sealedSecretData("v1", "dk_1", { ...PLACE, facts })).toEqual(encoded);
  });

  test("changes with the version, the data key, and every part of the place", () => {
    const others = [
      sealedSecretData("v2", "dk_1", PLACE),
      sealedSecretData("v1", "dk_2", PLACE),
      sealedSecretData("v1", "dk_1", { ...PLACE, table: "gateways" }),
      sealedSecretData("v1", "dk_1", { ...PLACE, field: "other" }),
      sealedSecretData("v1", "dk_1", { ...PLACE, rowId: "cred_2" }),
      sealedSecretData("v1", "dk_1", { ...PLACE, facts: {} }),
      sealedSecretData("v1", "dk_1", { ...PLACE, facts: { ...PLACE.facts, extra: null } }),
      ...Object.keys(PLACE.facts).map((name) =>
        sealedSecretData("v1", "dk_1", { ...PLACE, facts: { ...PLACE.facts, [name]: "changed" } }),
      ),
    ];
    const distinct = new Set([encoded, ...others].map((bytes) => bytes.toString("hex")));
    expect(distinct.size).toBe(others.length + 1);
  });

  test("tells a fact's name from its value, and a fact from a part of the place", () => {
    const swapped = { ...PLACE, facts: { a: "b", b: "a" } };
    const straight = { ...PLACE, facts: { a: "a", b: "b" } };
    expect(sealedSecretData("v1", "dk_1", swapped)).not.toEqual(sealedSecretData("v1", "dk_1", straight));
  });
});

test("data that is bound to another data key is what that key's envelope would have", () => {
  const [one, other] = [`dk_${"1".repeat(24)}`, `dk_${"2".repeat(24)}`];
  const place = {
    table: "credentials",
    field: "sealed",
    rowId: "cred_1",
    facts: { label: "é", expiresAtMs: 5 },
  };
  const data = sealedSecretData("v1", one, place);
  rebindData(data, "v1", other);
  expect(data).toEqual(sealedSecretData("v1", other, place));
});
