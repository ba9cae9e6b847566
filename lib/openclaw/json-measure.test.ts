import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { measureJson } from "#lib/openclaw/json-measure.ts";

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
