import { describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { redactorFor } from "#lib/providers/redactor.ts";

const KEY = "sk-proj-Zx81/kQ+vN4w_2Lr9TbYc";
const redacted = redactorFor([new SecretText(KEY)]);

describe("a secret in a text", () => {
  test.each([
    ["whole", `Incorrect API key provided: ${KEY}. See the page.`],
    ["twice", `${KEY} and ${KEY}`],
    ["within a word", `x${KEY}x`],
    ["in another case", KEY.toUpperCase()],
    ["in a URL", `https://x.test/?key=${encodeURIComponent(KEY)}`],
    ["in base64", Buffer.from(KEY).toString("base64")],
    ["in base64url", Buffer.from(KEY).toString("base64url")],
    ["in hex", Buffer.from(KEY).toString("hex")],
    ["its beginning", `key ${KEY.slice(0, 16)}…`],
    ["its end", `key …${KEY.slice(-10)}`],
    ["its middle", `key …${KEY.slice(9, 20)}…`],
    ["in JSON", JSON.stringify({ error: { key: KEY } })],
  ])("is taken out: %s", (_how, text) => {
    const lower = redacted(text).toLowerCase();
    expect(lower).toContain("[secret]");
    for (let start = 0; start + 8 <= KEY.length; start += 1) {
      expect(lower).not.toContain(KEY.slice(start, start + 8).toLowerCase());
    }
  });

  test("leaves what is around it", () => {
    expect(redacted(`Incorrect API key provided: ${KEY}. See the page.`)).toBe(
      "Incorrect API key provided: [secret]. See the page.",
    );
  });

  test("that is short is taken out whole only", () => {
    expect(redactorFor([new SecretText("abc")])("abcd ab ABC")).toBe("[secret]d ab [secret]");
  });

  test("that is blank takes nothing out", () => {
    expect(redactorFor([new SecretText(" \n")])("a text with blanks")).toBe("a text with blanks");
  });

  test("is taken out where text around it changes length with its case", () => {
    expect(redacted(`${"İ".repeat(60)}${KEY}.`)).toBe(`${"İ".repeat(60)}[secret].`);
  });
});

test("four characters, as providers show them, stay", () => {
  expect(redacted(`Incorrect API key provided: sk-pr***${KEY.slice(-4)}`)).toContain(KEY.slice(-4));
});
