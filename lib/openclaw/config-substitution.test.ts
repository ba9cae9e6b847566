// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are what a config says.
import { describe, expect, test } from "vitest";
import { refersToEnv, substituteEnv } from "#lib/openclaw/config-substitution.ts";
import { parseConfigText, plainValue } from "#lib/openclaw/config-tree.ts";

const ENV: Record<string, string> = { KEY: "value", _X9: "nine", EMPTY: "", NESTED: "${KEY}" };

function substitute(text: string) {
  const parsed = parseConfigText(JSON.stringify({ a: [{ "b.c": text }] }), "/s/openclaw.json");
  if (!parsed.ok) throw new Error("It is JSON.");
  const { root, findings } = substituteEnv(parsed.value.root, (name) => ENV[name]);
  const value = plainValue(root) as { a: [{ "b.c": string }] };
  return { text: value.a[0]["b.c"], findings };
}

describe("a text of the config", () => {
  test.each([
    ["${KEY}", "value"],
    ["a ${KEY} b ${_X9} c", "a value b nine c"],
    ["$${KEY}", "${KEY}"],
    ["$$${KEY}", "$${KEY}"],
    ["$$$${KEY}", "$$${KEY}"],
    ["${key}", "${key}"],
    ["${9KEY}", "${9KEY}"],
    ["${}", "${}"],
    ["${KEY", "${KEY"],
    ["$KEY", "$KEY"],
    ["${KEY }", "${KEY }"],
    ["${${KEY}}", "${value}"],
    ["${NESTED}", "${KEY}"],
    ["plain", "plain"],
  ])("%s becomes %s", (written, expected) => {
    expect(substitute(written)).toEqual({ text: expected, findings: [] });
  });

  test.each(["MISSING", "EMPTY"])("that refers to the unset or empty %s stays, with its place", (name) => {
    const written = `x \${${name}} \${KEY}`;
    const { text, findings } = substitute(written);
    expect(text).toBe(`x \${${name}} value`);
    expect(findings).toMatchObject([
      { code: "config_env_missing", line: 1, column: 8, params: { name, path: "a[0].b.c" } },
    ]);
  });

  test("refers to a variable unless the reference is escaped", () => {
    expect(refersToEnv("x ${KEY}")).toBe(true);
    expect(refersToEnv("$${KEY} ${OTHER}")).toBe(true);
    expect(refersToEnv("$${KEY}")).toBe(false);
    expect(refersToEnv("${key} $KEY")).toBe(false);
  });
});
