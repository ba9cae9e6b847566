import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDotenv } from "#lib/openclaw/dotenv-text.ts";
import { findEnvBlock, withEnvBlock, withoutEnvBlock } from "#lib/openclaw/env-block.ts";

const KEYS = [
  { name: "OPENAI_API_KEY", value: "sk-FAKE-one" },
  { name: "GEMINI_API_KEY", value: "FAKE it's # two" },
];

function added(text: string, entries = KEYS, fileExists = true): string {
  const made = withEnvBlock(text, entries, fileExists);
  if (!made.ok) throw new Error(made.problem.code);
  return made.text;
}

const BOM = "\uFEFF";
const TEXTS = [
  ["nothing", ""],
  ["settings", "A=1\nexport B='2'\n"],
  ["no line break at the end", "A=1"],
  ["Windows line breaks", "A=1\r\nB=2\r\n"],
  ["Windows line breaks and none at the end", "A=1\r\nB=2"],
  ["old Macintosh line breaks", "A=1\rB=2\r"],
  ["a byte order mark", `${BOM}A=1\n`],
  ["only a byte order mark", BOM],
  ["blank lines and comments", "\n\n# mine\n\nA = 1 # why\n\n\n"],
  ["a value over several lines", "A='one\ntwo'\nB=2"],
  ["lines that mean nothing", "nonsense\n= 3\n"],
  ["an empty value at its end", "A="],
] as const;

describe("the block in a file with", () => {
  test.each(TEXTS)("%s comes at the end, and goes without a trace", (_name, text) => {
    const after = added(text);
    expect(after.startsWith(text)).toBe(true);
    expect(parseDotenv(after)).toEqual([...parseDotenv(text), ...KEYS]);
    expect(withoutEnvBlock(after)).toBe(text);
  });

  test.each(TEXTS)("%s changes in its place", (_name, text) => {
    const other = [{ name: "XAI_API_KEY", value: "FAKE-three" }];
    const once = `${added(text)}LATER=1\n`;
    const twice = added(once, other);
    expect(parseDotenv(twice)).toEqual([...parseDotenv(text), ...other, { name: "LATER", value: "1" }]);
    expect(added(once)).toBe(once);
    expect(twice.endsWith("LATER=1\n")).toBe(true);
  });
});

describe("the block", () => {
  test("takes the line breaks of the file", () => {
    expect(added("A=1\r\n").replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  test("leaves nothing of a file that was made for it, and an empty file that was there", () => {
    expect(withoutEnvBlock(added("", KEYS, false))).toBeNull();
    expect(withoutEnvBlock(added("", KEYS, true))).toBe("");
    expect(withoutEnvBlock(`${added("", KEYS, false)}A=1\n`)).toBe("A=1\n");
  });

  test("keeps the line break it needed when someone wrote behind it", () => {
    expect(withoutEnvBlock(`${added("A=1")}B=2\n`)).toBe("A=1\nB=2\n");
  });

  test("wins over an earlier line of the same name", () => {
    const read = parseDotenv(added("OPENAI_API_KEY=FAKE-old\n"));
    expect(read).toContainEqual(KEYS[0]);
  });

  test("is refused where a later line sets the same name", () => {
    const text = `${added("")}GEMINI_API_KEY=FAKE-later\n`;
    expect(withEnvBlock(text, KEYS, true)).toEqual({
      ok: false,
      problem: { code: "env_block_hidden", params: { variable: "GEMINI_API_KEY" } },
    });
  });

  test("is refused behind a quote that is never closed and would swallow it", () => {
    const value = [{ name: "OPENAI_API_KEY", value: "#FAKE" }];
    const made = withEnvBlock("A='open\n", value, true);
    expect(made).toEqual({ ok: false, problem: { code: "env_block_unsafe", params: {} } });
  });

  test("is refused for a value that no quotes can hold", () => {
    const made = withEnvBlock("", [{ name: "A_KEY", value: "a'\"`#" }], true);
    expect(made).toEqual({
      ok: false,
      problem: { code: "env_value_unquotable", params: { variable: "A_KEY" } },
    });
  });

  test.each([
    ["the second mark is missing", (text: string) => text.replace(/^# <<<.*\n/m, ""), 2],
    ["the first mark is missing", (text: string) => text.replace(/^# >>>.*\n/m, ""), 4],
    ["it is there twice", (text: string) => text + text, 7],
  ])("is broken when %s", (_name, change, line) => {
    expect(findEnvBlock(change(added("A=1\n")))).toEqual({ kind: "broken", line });
  });

  test("gives what is in it, also after an edit", () => {
    const text = added("A=1\n").replace("sk-FAKE-one", "sk-FAKE-edited");
    const found = findEnvBlock(text);
    expect(found).toMatchObject({
      kind: "found",
      block: {
        origin: "appended",
        entries: [{ name: "OPENAI_API_KEY", value: "sk-FAKE-edited" }, KEYS[1]],
      },
    });
  });

  test("never changes what else is read, and goes without a trace, for any file and value", () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      "`",
      "\\",
      "\n",
      "\r\n",
      "\r",
      "#",
      "=",
      " ",
      "A",
      "B=1",
      "export ",
    );
    const text = fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(""));
    const value = fc.array(piece, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, value, fc.boolean(), (before, secret, exists) => {
        const fileExists = exists || before !== "";
        const made = withEnvBlock(before, [{ name: "NEW_KEY", value: secret }], fileExists);
        if (!made.ok) return;
        const read = parseDotenv(made.text);
        expect(read.filter(({ name }) => name !== "NEW_KEY")).toEqual(parseDotenv(before));
        expect(read).toContainEqual({ name: "NEW_KEY", value: secret });
        expect(withoutEnvBlock(made.text)).toBe(fileExists ? before : null);
      }),
      { numRuns: 1000 },
    );
  });
});
