import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keysAtMost, keysOf, measureJson } from "#lib/openclaw/json-measure.ts";

describe("a JSON text", () => {
  test.each([
    ["1", { keys: 0, depth: 0 }],
    ['"a:b"', { keys: 0, depth: 0 }],
    ["{}", { keys: 0, depth: 1 }],
    ['{"a":1,"a":{"b" : [{"c":"d"}]}}', { keys: 4, depth: 4 }],
    ['{"a\\"}":"{[\\\\", "b\\\\":["x:","y"]}', { keys: 2, depth: 2 }],
    ['{"a"\n\t:\r1}', { keys: 1, depth: 1 }],
  ])("%s has so many keys and levels", (text, measure) => {
    JSON.parse(text);
    expect(measureJson(text)).toEqual(measure);
  });

  test("of any content has as many keys as its value, in one line and in many", () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 5, stringUnit: "binary" }),
        fc.constantFrom(0, 2, "\t"),
        (value, space) => {
          let keys = 0;
          const text = JSON.stringify(value, null, space);
          JSON.parse(text, (_, member) => {
            if (typeof member === "object" && member !== null && !Array.isArray(member))
              keys += Object.keys(member).length;
            return member;
          });
          expect(measureJson(text).keys).toBe(keys);
          expect(keysOf(JSON.parse(text), 256)).toBe(keys);
          expect(keysAtMost(text)).toBeGreaterThanOrEqual(keys);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test.each(["", '"', '{"a', '{"a\\', "]]", '{"a":'])(
  "%j, which is no JSON, does not make it hang or throw",
  (text) => {
    expect(measureJson(text).depth).toBeGreaterThanOrEqual(0);
  },
);

test.each([
  ['{"a":1,"a":{"b"  :[{"c"\n:"d"}]}}', 4],
  ['{"a":"x:y","b":"c"}', 2],
  ['{"a":":","b\\":c":1}', 4],
])("%s has at most so many keys", (text, keys) => {
  JSON.parse(text);
  expect(keysAtMost(text)).toBe(keys);
});

test("keys of a value are counted down to a depth, below which there are infinitely many", () => {
  const value = { a: [{ b: 1 }], ["__proto__"]: null, c: "d" };
  expect(keysOf(value, 3)).toBe(4);
  expect(keysOf(value, 2)).toBe(Number.POSITIVE_INFINITY);
  expect(keysOf(null, 0)).toBe(0);
  expect(keysOf(JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`), 256)).toBe(
    Number.POSITIVE_INFINITY,
  );
});
