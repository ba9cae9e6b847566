import { describe, expect, test } from "vitest";
import { checkPastedSecret } from "#lib/domain/pasted-secret.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const check = (text: string) => checkPastedSecret(new SecretText(text));

describe("a pasted secret", () => {
  test.each([
    ["sk-FAKE-0123456789", "sk-FAKE-0123456789"],
    ["  sk-FAKE-0123456789\r\n", "sk-FAKE-0123456789"],
    ["\u2028sk-FAKE\u2029", "sk-FAKE"],
    ["Bearer FAKE 1", "Bearer FAKE 1"],
    ["FAKE=+/é", "FAKE=+/é"],
    [`x\${NAME}`, `x\${NAME}`],
    ["$NAME", "$NAME"],
    ["x", "x"],
    ["F".repeat(8192), "F".repeat(8192)],
    [` ${"F".repeat(8192)} `, "F".repeat(8192)],
  ])("%j is taken as %j", (text, kept) => {
    const verdict = check(text);
    expect(verdict.ok && verdict.secret.reveal()).toBe(kept);
  });

  test.each([
    { text: "", code: "secret_blank", params: {} },
    { text: " \n ", code: "secret_blank", params: {} },
    { text: "F".repeat(8193), code: "secret_too_long", params: { max: 8192 } },
    { text: "FAKE\nX-Header: 1", code: "secret_line_break", params: {} },
    { text: "FA\rKE", code: "secret_line_break", params: {} },
    { text: "FA\u0085KE", code: "secret_line_break", params: {} },
    { text: "FA\u2028KE", code: "secret_line_break", params: {} },
    { text: "FA\u0000KE", code: "secret_control_character", params: {} },
    { text: "FA\tKE", code: "secret_control_character", params: {} },
    { text: "FA\u007fKE", code: "secret_control_character", params: {} },
    { text: "FA\u009fKE", code: "secret_control_character", params: {} },
    { text: "FAKE\u200b", code: "secret_not_latin1", params: {} },
    { text: "FA\u2013KE", code: "secret_not_latin1", params: {} },
    { text: "FA工作KE", code: "secret_not_latin1", params: {} },
    { text: "FA🦞KE", code: "secret_not_latin1", params: {} },
    { text: "FA\ud800KE", code: "secret_not_latin1", params: {} },
    { text: `\${OPENAI_API_KEY}`, code: "secret_env_reference", params: {} },
    { text: ` \${lower} `, code: "secret_env_reference", params: {} },
    { text: `\${}`, code: "secret_env_reference", params: {} },
  ])("$text is refused with $code", ({ text, code, params }) => {
    expect(check(text)).toEqual({ ok: false, code, params });
  });

  test("never appears in a verdict that is printed", { tags: ["C08"] }, () => {
    for (const text of ["sk-FAKE-0123456789", "sk-FAKE-01234\n56789"]) {
      expect(JSON.stringify(check(text))).not.toContain("FAKE");
    }
  });
});
