import fc from "fast-check";
import JSON5 from "json5";
import { describe, expect, test } from "vitest";
import { MemberScanError, rootObjectStart, scanObject } from "#lib/openclaw/json-members.ts";

/** Each member as `key=value`, with a comma where one follows. */
function shown(text: string): string[] {
  return scanObject(text, rootObjectStart(text)).members.map(
    ({ key, valueStart, valueEnd, commaEnd }) =>
      `${key}=${text.slice(valueStart, valueEnd)}${commaEnd === null ? "" : ","}`,
  );
}

describe("the members of an object", () => {
  test.each([
    ["none", "{}", []],
    ["none between comments", "/* a */ { // b\n }", []],
    ["plain JSON", '{"a": 1, "b": "x"}', ["a=1,", 'b="x"']],
    [
      "nested values passed whole",
      '{"a": {"b": [1, {"c": "}"}]}, "d": []}',
      ['a={"b": [1, {"c": "}"}]},', "d=[]"],
    ],
    ["brackets in strings", `{"a": "}]\\"{[", b: '}\\'{'}`, ['a="}]\\"{[",', "b='}\\'{'"]],
    [
      "strings that end in backslashes",
      '{"a": "\\\\", "b": "\\\\\\"", "c": 1}',
      ['a="\\\\",', 'b="\\\\\\"",', "c=1"],
    ],
    ["a trailing comma", "{a: 1, b: 2,}", ["a=1,", "b=2,"]],
    [
      "JSON5's numbers",
      "{a: +Infinity, b: .5, c: 0x1F, d: -NaN}",
      ["a=+Infinity,", "b=.5,", "c=0x1F,", "d=-NaN"],
    ],
    ["comments everywhere", "{/*1*/a/*2*/:/*3*/1/*4*/,/*5*/b:2//6\n}", ["a=1,", "b=2"]],
    ["comments that look like text", '{a: "//x", /* "b": { */ c: "/*"}', ['a="//x",', 'c="/*"']],
    ["comments inside values", "{a: [1, // ]\n2], b: {/* } */}}", ["a=[1, // ]\n2],", "b={/* } */}"]],
    ["strange blanks", "{\u00a0a\u2003:\ufeff1\u2028,\tb: 2}", ["a=1,", "b=2"]],
    ["keys without quotes", "{$a_1: 1, ünï: 2, 工作: 3}", ["$a_1=1,", "ünï=2,", "工作=3"]],
    ["a key twice", "{a: 1, a: 2}", ["a=1,", "a=2"]],
    ["a lone string continued over lines", "{a: 'x\\\ny', b: 1}", ["a='x\\\ny',", "b=1"]],
  ])("%s", (_, text, members) => {
    JSON5.parse(text);
    expect(shown(text)).toEqual(members);
  });

  test.each([
    ['"\\u0061b"', "ab"],
    ["'it\\'s'", "it's"],
    ["'\\x41\\0\\v'", "A\0\v"],
    ['"say \\"a\\""', 'say "a"'],
    ["'say \"a\"'", 'say "a"'],
    ["\\u0061b", "ab"],
    ["'a\\\nb'", "ab"],
    ['"__proto__"', "__proto__"],
    ["'\\u005f_proto__'", "__proto__"],
    ['""', ""],
    ["'\\/'", "/"],
    ['"\\ud83d\\ude00"', "😀"],
  ])("the key %s is read as JSON5 reads it", (written, key) => {
    const text = `{${written}: 1}`;
    expect(Object.keys(JSON5.parse(text))).toEqual([key]);
    expect(shown(text)).toEqual([`${key}=1`]);
  });

  test("know whether they begin a line", () => {
    const text = '{"a": 1, "b": 2,\n  "c": 3, "d": 4,\r\n\t"e": 5,\n/* x */ "f": 6}';
    const starts = scanObject(text, 0).members.map(({ lineStart, keyStart }) =>
      lineStart === -1 ? null : text.slice(lineStart, keyStart),
    );
    expect(starts).toEqual([null, null, "  ", null, "\t", null]);
  });
});

test("the content of an object ends behind its last comment", () => {
  for (const content of ["{a: 1, /* b */", "{ // b", "{a: 1 // b"]) {
    const text = `${content}\n}`;
    expect(text.slice(0, scanObject(text, 0).contentEnd)).toBe(content);
  }
  expect(scanObject("{a: 1,  }", 0).contentEnd).toBe(6);
});

test("the outermost object is found behind a byte order mark, blanks and comments", () => {
  expect(rootObjectStart("\uFEFF \n// a {\n/* { */{}")).toBe(17);
});

test.each(["", "[]", "'{'", "// {"])("a text without an object at its top is refused: %j", (text) => {
  expect(() => rootObjectStart(text)).toThrow(MemberScanError);
});

test.each([
  "{",
  "{a",
  "{a:",
  "{a: 1",
  "{a: 1 b: 2}",
  "{: 1}",
  "{,}",
  '{"a": "',
  "{a: [}",
  "{a: {",
  "{/* ",
  "{a / b}",
  "{a: 'x\\'}",
  '{"k": sk-FAKE"}',
])("what is no object is refused without a word of it: %j", (text) => {
  expect(() => scanObject(text, 0)).toThrow(MemberScanError);
  try {
    scanObject(text, 0);
  } catch (error) {
    expect(String(error)).not.toMatch(/sk-FAKE|'x/);
  }
});

test("an object of any JSON5 printer has the members that the parser finds", () => {
  const key = fc.oneof(
    fc.string({ unit: "binary", maxLength: 8 }),
    fc.constantFrom("__proto__", "a'b", 'a"b', "\\"),
  );
  const json = fc.dictionary(key, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 });
  const print = fc.constantFrom(
    (value: unknown) => JSON5.stringify(value),
    (value: unknown) => JSON5.stringify(value, { space: 3, quote: "'" }),
    (value: unknown) => JSON.stringify(value),
    (value: unknown) => JSON.stringify(value, null, "\t"),
  );
  fc.assert(
    fc.property(json, print, (value, printed) => {
      const text = `// first\n${printed(value)}`;
      const { members } = scanObject(text, rootObjectStart(text));
      const entries = members.map(({ key: name, valueStart, valueEnd }) => [
        name,
        JSON5.parse(text.slice(valueStart, valueEnd)),
      ]);
      expect(entries).toEqual(Object.entries(JSON5.parse(text)));
    }),
    { numRuns: 2000 },
  );
});

test("takes time in proportion to the text, in one line and in many", () => {
  const many = Object.fromEntries(
    Array.from({ length: 40_000 }, (_, at) => [`p:${at}`, { key: `\\"${at}` }]),
  );
  for (const text of [JSON.stringify(many), JSON.stringify(many, null, 2)]) {
    const started = performance.now();
    expect(scanObject(text, 0).members).toHaveLength(40_000);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
