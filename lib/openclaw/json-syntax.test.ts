import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseStrictJson } from "#lib/openclaw/json-syntax.ts";

describe("a text that is not JSON", () => {
  test.each([
    ["", 1, 1, "empty"],
    [" \n\t ", 1, 1, "empty"],
    ["\uFEFF{}", 1, 1, "byte_order_mark"],
    ["\uFFFD\uFFFD{\0}\0", 1, 1, "encoding"],
    ["{\0}\0", 1, 1, "encoding"],
    ["\0{\0}", 1, 1, "encoding"],
    ["{", 1, 2, "unexpected_end"],
    ['{\n  "a": 1', 2, 9, "unexpected_end"],
    ['{"a": "b', 1, 9, "unexpected_end"],
    ['{"a": -', 1, 8, "unexpected_end"],
    ['{"a": 1,}', 1, 9, "trailing_comma"],
    ["[1,\n]", 2, 1, "trailing_comma"],
    ["[,]", 1, 2, "unexpected_character"],
    ["// note\n{}", 1, 1, "comment"],
    ['{"a": 1 /* one */}', 1, 9, "comment"],
    ["{} // end", 1, 4, "comment"],
    ["# note\n{}", 1, 1, "comment"],
    ["{'a': 1}", 1, 2, "quote"],
    ["{“a”: 1}", 1, 2, "quote"],
    ["{a: 1}", 1, 2, "unquoted"],
    ['{"a": NaN}', 1, 7, "unquoted"],
    ['{"a": undefined}', 1, 7, "unquoted"],
    ['{"a": truely}', 1, 7, "unquoted"],
    ['{"a" 1}', 1, 6, "unquoted"],
    ['{"a": "x\ty"}', 1, 9, "control_character"],
    ['{"a": "x\ny"}', 1, 9, "control_character"],
    ['{"a": "\\x41"}', 1, 8, "bad_escape"],
    ['{"a": "\\u12"}', 1, 8, "bad_escape"],
    ['{"a": 01}', 1, 7, "bad_number"],
    ['{"a": 1.}', 1, 7, "bad_number"],
    ['{"a": +1}', 1, 7, "bad_number"],
    ['{"a": .5}', 1, 7, "bad_number"],
    ['{"a": 0x1F}', 1, 7, "bad_number"],
    ['{"a": -Infinity}', 1, 7, "bad_number"],
    ["{} {}", 1, 4, "content_after_end"],
    ['{"a": 1}\r\n{"b": 2}', 2, 1, "content_after_end"],
    ['{"a": 1}}', 1, 9, "content_after_end"],
    ["[1}", 1, 3, "unexpected_character"],
    ['{"a": 1]', 1, 8, "unexpected_character"],
    ["\r\r@", 3, 1, "unexpected_character"],
    [`${"[".repeat(257)}${"]".repeat(257)}`, 1, 257, "too_deep"],
  ])("%j stops at line %i, column %i: %s", (text, line, column, reason) => {
    expect(parseStrictJson(text)).toEqual({ ok: false, fault: { line, column, reason } });
  });

  test("is refused exactly when the engine refuses it", () => {
    const pieces = ['"', "\\", "{", "}", "[", "]", ",", ":", "-", "0", "12", ".", "e", "true", "nul", "null"];
    const piece = fc.constantFrom(
      ...pieces,
      " ",
      "\n",
      "\r",
      "\t",
      "\u00a0",
      "\u2028",
      "a",
      "é",
      "\ud800",
      "\u007f",
      "/",
    );
    const text = fc.array(piece, { maxLength: 14 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (candidate) => {
        expect(parseStrictJson(candidate).ok).toBe(engineParses(candidate));
      }),
      { numRuns: 5_000 },
    );
  });
});

describe("a text that is JSON", () => {
  test("gives the engine's value", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        const parsed = parseStrictJson(text);
        expect(parsed.ok && parsed.value).toEqual(JSON.parse(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test("may be nested as deep as any file needs, and may hold numbers no computer has", () => {
    const deep = `${"[".repeat(200)}1e400${"]".repeat(200)}`;
    expect(parseStrictJson(deep).ok).toBe(true);
  });

  test("tells of keys written twice, where and in which object, also when one is escaped", () => {
    const parsed = parseStrictJson(
      '{\n "a": {"b": 1,\n  "\\u0062": 2},\n "c": [{"d": 1, "d": 2}],\n "b": 3}',
    );
    expect(parsed.ok && parsed.duplicates).toEqual([
      { path: ["a", "b"], line: 3, column: 3 },
      { path: ["c", 0, "d"], line: 4, column: 17 },
    ]);
  });

  test("finds a key twice also beside strings that look like the end of a key", () => {
    const parsed = parseStrictJson('{"a\\":b":":","x":1,"x":2}');
    expect(parsed.ok && parsed.duplicates.map(({ path }) => path)).toEqual([["x"]]);
  });

  test("lists a bounded number of duplicates", () => {
    const parsed = parseStrictJson(`{${Array.from({ length: 500 }, () => '"a": 1').join(",")}}`);
    expect(parsed.ok && parsed.duplicates.length).toBe(50);
  });

  test("knows the place of keys one and two levels deep", () => {
    const parsed = parseStrictJson('{\n  "profiles": {\n    "openai:a b": {"key": 1}\n  }\n}');
    if (!parsed.ok) throw new Error("It is JSON.");
    expect(parsed.positionOf(["profiles"])).toEqual({ line: 2, column: 3 });
    expect(parsed.positionOf(["profiles", "openai:a b"])).toEqual({ line: 3, column: 5 });
    expect(parsed.positionOf(["profiles", "openai:a b", "key"])).toBeNull();
  });

  test("of twenty megabytes is walked without recursion", () => {
    const text = `{"a": "${"x".repeat(20_000_000)}"}`;
    expect(parseStrictJson(text).ok).toBe(true);
  });
});

function engineParses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
