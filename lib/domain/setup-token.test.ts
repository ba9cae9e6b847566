import { describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";
import { isSubscriptionToken, recogniseSetupToken } from "#lib/domain/setup-token.ts";

const PREFIX = "sk-ant-oat01-";
const TOKEN = `${PREFIX}${"A".repeat(67)}`;

const recognise = (text: string) => recogniseSetupToken(new SecretText(text));

describe("a setup-token", () => {
  test.each([
    ["of exactly 80 characters", TOKEN],
    ["with a line break after it", `${TOKEN}\r\n`],
    ["with blanks around it", ` \t${TOKEN}  `],
    ["with a byte order mark before it", `\uFEFF${TOKEN}`],
  ])("%s is recognised", (_, text) => {
    const verdict = recognise(text);
    expect(verdict.ok && verdict.token.reveal()).toBe(TOKEN);
  });

  test("may hold every character of base64url", () => {
    expect(recognise(`${PREFIX}aZ09-_${"A".repeat(70)}`).ok).toBe(true);
  });

  test.each([
    { text: "", reason: "blank" },
    { text: " \n\t", reason: "blank" },
    { text: "sk-ant-api03-FAKE", reason: "api_key" },
    { text: ` sk-ant-api03-${"A".repeat(90)}\n`, reason: "api_key" },
    { text: "sk-ant-api03-FA KE", reason: "api_key" },
    { text: `${TOKEN}\n${TOKEN}`, reason: "line_break" },
    { text: `${TOKEN.slice(0, 40)}\r${TOKEN.slice(40)}`, reason: "line_break" },
    { text: `${TOKEN.slice(0, 40)}\u2028${TOKEN.slice(40)}`, reason: "line_break" },
    { text: `Your token:\n${TOKEN}`, reason: "line_break" },
    { text: `${TOKEN.slice(0, 40)} ${TOKEN.slice(40)}`, reason: "inner_whitespace" },
    { text: `${TOKEN.slice(0, 40)}\t${TOKEN.slice(40)}`, reason: "inner_whitespace" },
    { text: `${TOKEN.slice(0, 40)}\u00a0${TOKEN.slice(40)}`, reason: "inner_whitespace" },
    { text: `Bearer ${TOKEN}`, reason: "inner_whitespace" },
    { text: `${TOKEN}\u200b`, reason: "non_printable" },
    { text: `${TOKEN.slice(0, 40)}\u0000${TOKEN.slice(40)}`, reason: "non_printable" },
    { text: `${TOKEN.slice(0, 40)}…${TOKEN.slice(44)}`, reason: "non_printable" },
    { text: `"${TOKEN}"`, reason: "wrong_prefix" },
    { text: TOKEN.toUpperCase(), reason: "wrong_prefix" },
    { text: `sk-ant-oat02-${"A".repeat(80)}`, reason: "wrong_prefix" },
    { text: "hello", reason: "wrong_prefix" },
    { text: PREFIX, reason: "too_short" },
    { text: TOKEN.slice(0, 79), reason: "too_short" },
  ] as const)("$text is refused: $reason", ({ text, reason }) => {
    expect(recognise(text)).toMatchObject({ ok: false, reason, code: `setup_token_${reason}` });
  });

  test("never appears in a verdict that is printed", () => {
    for (const text of [TOKEN, TOKEN.slice(0, 79), `${TOKEN}\n${TOKEN}`]) {
      expect(JSON.stringify(recognise(text))).not.toContain("oat01");
    }
  });
});

test.each([
  [TOKEN, true],
  ["sk-ant-oat02-x", true],
  ["sk-ant-api03-x", false],
  [` ${TOKEN}`, false],
])("%j is a subscription's token: %s", (text, is) => {
  expect(isSubscriptionToken(new SecretText(text))).toBe(is);
});
