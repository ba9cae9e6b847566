// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are what a file says.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";

const parse = (text: string) => Object.fromEntries(parseDotenv(text).map(({ name, value }) => [name, value]));

describe("a .env file", () => {
  test.each([
    ["A=1", { A: "1" }],
    ["export A=1", { A: "1" }],
    ["  A = 1  ", { A: "1" }],
    ["A: 1", { A: "1" }],
    ["A:1", {}],
    ["A=", { A: "" }],
    ["A=\nB=2", { A: "", B: "2" }],
    ["A=\n'next line'", { A: "next line" }],
    ["A=one two # three", { A: "one two" }],
    ["A=one#two", { A: "one" }],
    ["# A=1\nB=2", { B: "2" }],
    ["A='one # two' # three", { A: "one # two" }],
    ['A="one\\ntwo\\rthree"', { A: "one\ntwo\rthree" }],
    ["A='one\\ntwo'", { A: "one\\ntwo" }],
    ['A="one\ntwo"\nB=1', { A: "one\ntwo", B: "1" }],
    ['A=`it\'s "quoted"`', { A: 'it\'s "quoted"' }],
    ['A="say \\"x\\""', { A: 'say \\"x\\"' }],
    ['A="unclosed', { A: '"unclosed' }],
    ["A=1\r\nB=2\rC=3", { A: "1", B: "2", C: "3" }],
    ["\uFEFFA=1", { A: "1" }],
    ["A=1\nA=2", { A: "2" }],
    ["a.b-c=1", { "a.b-c": "1" }],
    ["nonsense\n=1\nA=2", { nonsense: "1", A: "2" }],
    ["non sense\n-- =\n=1\nA=2", { "--": "", A: "2" }],
    ["A=${B}", { A: "${B}" }],
    ["", {}],
  ])("%j gives %j", (text, expected) => {
    expect(parse(text)).toEqual(expected);
  });

  test("keeps the order in which names first stand", () => {
    expect(parseDotenv("B=1\nA=2\nB=3").map(({ name }) => name)).toEqual(["B", "A"]);
  });

  test("gives __proto__ nothing to hold, and other such names their value", { tags: ["I02"] }, () => {
    expect(parseDotenv("__proto__=x\nconstructor=y")).toEqual([{ name: "constructor", value: "y" }]);
  });

  test("is read as the dotenv package reads it", () => {
    const quotes = ["'", '"', "`", "\\", "\\'", '\\"'];
    const rest = [
      "=",
      "=",
      ":",
      ": ",
      "#",
      "\n",
      "\n",
      "\r\n",
      "\r",
      " ",
      "\t",
      "export ",
      "A",
      "b_1",
      "x",
      "-.",
      "\\n",
    ];
    const piece = fc.constantFrom(...quotes, ...rest, "\u2028", "\u00a0", "\uFEFF", "é", "$");
    const text = fc.array(piece, { maxLength: 24 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (source) => {
        expect(parse(source)).toEqual(parseAsPackage(source));
      }),
      { numRuns: 20_000 },
    );
  });

  test("made to be slow is read in time", () => {
    const hostile = [
      `${"\n".repeat(200_000)}=`,
      `A='${"\\'".repeat(200_000)}`,
      `${"A".repeat(400_000)}`,
      `A="${'\n"x'.repeat(100_000)}`,
    ];
    const startedMs = performance.now();
    for (const text of hostile) parseDotenv(text);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});

/** The expression of dotenv 17.4.2 (BSD-2-Clause, Copyright (c) 2015 Scott Motte) and what it does with a match. */
const PACKAGE_LINE =
  /(?:^|^)\s*(?:export\s+)?([\w.-]+)(?:\s*=\s*?|:\s+?)(\s*'(?:\\'|[^'])*'|\s*"(?:\\"|[^"])*"|\s*`(?:\\`|[^`])*`|[^#\r\n]+)?\s*(?:#.*)?(?:$|$)/gm;

function parseAsPackage(source: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const match of source.replace(/\r\n?/gm, "\n").matchAll(PACKAGE_LINE)) {
    const trimmed = (match[2] ?? "").trim();
    const value = trimmed.replace(/^(['"`])([\s\S]*)\1$/gm, "$2");
    const expanded = trimmed[0] === '"' ? value.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : value;
    values[match[1] ?? ""] = expanded;
  }
  return values;
}
