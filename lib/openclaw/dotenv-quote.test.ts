// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are what a file says.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quoteDotenvValue } from "#lib/openclaw/dotenv-quote.ts";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";

describe("a value for a .env file", () => {
  test.each([
    ["sk-FAKE", "'sk-FAKE'"],
    ["", "''"],
    [" padded ", "' padded '"],
    ['a#b $c ${D} \\n `e` "f"', "'a#b $c ${D} \\n `e` \"f\"'"],
    ["it's", '"it\'s"'],
    ["one\ntwo\rthree", '"one\\ntwo\\rthree"'],
    ["it's \\n", "`it's \\n`"],
    ['it\'s "quoted"', '`it\'s "quoted"`'],
    ["ends with \\", "ends with \\"],
    ["a'\"`b", "a'\"`b"],
  ])("%j is written as %s", (value, written) => {
    expect(quoteDotenvValue(value)).toBe(written);
  });

  test.each([
    "a'\"`#b",
    "'\"`",
    "x #\\",
    'one\ntwo "three"',
    "one\ntwo\\",
    "\\n one\ntwo",
    "nul\0",
    "\ud800",
  ])("%j is refused, because no way of writing it is safe", (value) => {
    expect(quoteDotenvValue(value)).toBeNull();
  });

  const piece = fc.constantFrom(
    "'",
    '"',
    "`",
    "\\",
    "\n",
    "\r",
    "#",
    "$",
    "=",
    " ",
    "a",
    "é",
    "\\n",
    "\u2028",
  );
  const value = fc.oneof(
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
    fc.string(),
  );
  const line = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((parts) => `OTHER=${parts.join("")}`),
    fc.string(),
  );

  test("reads back as it was, and stays on one line", () => {
    fc.assert(
      fc.property(value, (text) => {
        const written = quoteDotenvValue(text);
        if (written === null) return;
        expect(written).not.toMatch(/[\r\n]/);
        expect(parseDotenv(`NAME=${written}\nOTHER=1`)).toEqual([
          { name: "NAME", value: text },
          { name: "OTHER", value: "1" },
        ]);
      }),
    );
  });

  test("reads back whatever the next line is", () => {
    fc.assert(
      fc.property(value, line, (text, next) => {
        const written = quoteDotenvValue(text);
        if (written === null) return;
        const read = parseDotenv(`NAME=${written}\n# end\n${next}`);
        const own = parseDotenv(next).some(({ name }) => name === "NAME");
        if (!own) expect(read.find(({ name }) => name === "NAME")?.value).toBe(text);
      }),
    );
  });

  test("of printable characters without quotes and backslashes can always be written", () => {
    const printable = fc.stringMatching(/^[!#-&(-[\]-_a-~ ]*$/);
    fc.assert(
      fc.property(printable, (text) => {
        expect(quoteDotenvValue(text)).toBe(`'${text}'`);
      }),
    );
  });
});
