import { format, inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { SecretText } from "#lib/domain/secret-text.ts";

const TEXT = `sk-ant-oat01-${"A".repeat(80)}`;
const SECRET = new SecretText(TEXT);

test.each<[string, () => string]>([
  ["a template", () => `${SECRET}`],
  ["String()", () => String(SECRET)],
  ["JSON", () => JSON.stringify({ secret: SECRET, list: [SECRET] })],
  ["inspect", () => inspect({ secret: SECRET }, { depth: 10, showHidden: true, getters: true })],
  ["console's %s, %o, %O and %j", () => format("%s %o %O %j", SECRET, SECRET, SECRET, SECRET)],
  ["an error's message and stack", () => inspect(new Error(`refused ${SECRET}`, { cause: SECRET }))],
  ["its keys and values", () => inspect([Reflect.ownKeys(SECRET), Object.values(SECRET), { ...SECRET }])],
  ["a structured clone", () => inspect(structuredClone({ ...SECRET }))],
])("a secret does not print through %s", (_what, print) => {
  expect(print()).not.toContain("sk-ant");
  expect(print()).not.toContain("AAAA");
});

test("the plaintext comes out by reveal() alone", () => {
  expect(SECRET.reveal()).toBe(TEXT);
  expect(SECRET.length).toBe(93);
});

describe("the tail", () => {
  test.each([
    [15, null],
    [16, "3456"],
  ])("of %i characters is %j", (length, tail) => {
    expect(new SecretText("1234567890123456".slice(0, length)).tail()).toBe(tail);
  });

  test("is without the blanks and line breaks that a stored secret may have around it", () => {
    expect(new SecretText(" 1234567890123456 \n").tail()).toBe("3456");
    expect(new SecretText("  123456789012345\n").tail()).toBeNull();
  });
});

test.each([
  ["", true],
  [" \t\r\n", true],
  [" x ", false],
])("%j is blank: %s", (text, blank) => {
  expect(new SecretText(text).isBlank()).toBe(blank);
});

test("two secrets are equal when their texts are", () => {
  expect(SECRET.equals(new SecretText(TEXT))).toBe(true);
  expect(SECRET.equals(new SecretText(`${TEXT} `))).toBe(false);
});
