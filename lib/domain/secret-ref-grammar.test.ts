import { describe, expect, test } from "vitest";
import {
  checkRefForNew,
  checkRefId,
  checkRefProvider,
  parseStoredRef,
} from "#lib/domain/secret-ref-grammar.ts";

describe("the alias of a secret provider", () => {
  test.each(["a", "default", "a0_-", "a".repeat(64)])("%j is well formed", (alias) => {
    expect(checkRefProvider(alias)).toBeNull();
  });

  test.each(["", "A", "0a", "_a", "a".repeat(65), "a b", "a.b", "a\n", " a", "ä"])(
    "%j is refused",
    (alias) => {
      expect(checkRefProvider(alias)).toMatchObject({ code: "ref_provider_invalid", part: "provider" });
    },
  );
});

describe("an id", () => {
  test.each([
    { source: "env", id: "A" },
    { source: "env", id: "OPENAI_API_KEY" },
    { source: "env", id: "A".repeat(128) },
    { source: "file", id: "value" },
    { source: "file", id: "/" },
    { source: "file", id: "/providers/openai/apiKey" },
    { source: "file", id: "/a~0b~1c" },
    { source: "file", id: "/a b/工作" },
    { source: "file", id: `/${"a".repeat(1023)}` },
    { source: "exec", id: "a" },
    { source: "exec", id: "0" },
    { source: "exec", id: "vault/openai/api-key" },
    { source: "exec", id: "a//b/" },
    { source: "exec", id: "main/anthropic:work" },
    { source: "exec", id: "a/.b/..c/..." },
    { source: "exec", id: "a".repeat(256) },
  ] as const)("$id is well formed for $source", ({ source, id }) => {
    expect(checkRefId(source, id)).toBeNull();
  });

  test.each([
    { source: "env", id: "", code: "ref_env_id_invalid" },
    { source: "env", id: "a", code: "ref_env_id_invalid" },
    { source: "env", id: "_A", code: "ref_env_id_invalid" },
    { source: "env", id: "1A", code: "ref_env_id_invalid" },
    { source: "env", id: "A-B", code: "ref_env_id_invalid" },
    { source: "env", id: "A\n", code: "ref_env_id_invalid" },
    { source: "env", id: "A".repeat(129), code: "ref_env_id_invalid" },
    { source: "file", id: "", code: "ref_file_id_invalid" },
    { source: "file", id: "values", code: "ref_file_id_invalid" },
    { source: "file", id: "a/b", code: "ref_file_id_invalid" },
    { source: "file", id: "/a~", code: "ref_file_id_invalid" },
    { source: "file", id: "/a~2", code: "ref_file_id_invalid" },
    { source: "file", id: "/a~/b", code: "ref_file_id_invalid" },
    { source: "file", id: "/a\nb", code: "ref_file_id_invalid" },
    { source: "file", id: "/a\u2028b", code: "ref_file_id_invalid" },
    { source: "file", id: `/${"a".repeat(1024)}`, code: "ref_file_id_too_long" },
    { source: "exec", id: "", code: "ref_exec_id_invalid" },
    { source: "exec", id: "/a", code: "ref_exec_id_invalid" },
    { source: "exec", id: ".", code: "ref_exec_id_invalid" },
    { source: "exec", id: "a@b", code: "ref_exec_id_invalid" },
    { source: "exec", id: "a b", code: "ref_exec_id_invalid" },
    { source: "exec", id: "a~b", code: "ref_exec_id_invalid" },
    { source: "exec", id: "a\n", code: "ref_exec_id_invalid" },
    { source: "exec", id: "工作", code: "ref_exec_id_invalid" },
    { source: "exec", id: "a".repeat(257), code: "ref_exec_id_invalid" },
    { source: "exec", id: "a/.", code: "ref_exec_id_dot_segment" },
    { source: "exec", id: "a/../b", code: "ref_exec_id_dot_segment" },
    { source: "exec", id: "a/./b", code: "ref_exec_id_dot_segment" },
  ] as const)("$id is refused for $source with $code", ({ source, id, code }) => {
    expect(checkRefId(source, id)).toMatchObject({ ok: false, code, part: "id" });
  });
});

describe("a reference an operator wants to store", () => {
  test("comes back typed when every part is well formed", () => {
    const typed = { source: "env", provider: "default", id: "OPENAI_API_KEY" };
    expect(checkRefForNew(typed)).toEqual({ ok: true, ref: typed });
  });

  test("names every part that is wrong", () => {
    expect(checkRefForNew({ source: "exec", provider: "Vault", id: "a/../b" })).toMatchObject({
      ok: false,
      problems: [
        { code: "ref_provider_invalid", part: "provider" },
        { code: "ref_exec_id_dot_segment", part: "id" },
      ],
    });
  });

  test("with an unknown source is not judged by its id", () => {
    expect(checkRefForNew({ source: "vault", provider: "x", id: "" })).toMatchObject({
      ok: false,
      problems: [{ code: "ref_source_invalid", part: "source" }],
    });
    expect(checkRefForNew({ source: "", provider: "X", id: "" })).toMatchObject({
      ok: false,
      problems: [{ part: "source" }, { part: "provider" }],
    });
  });

  test("carries no text of what was typed in its refusal", () => {
    const secret = "sk-FAKE-pasted-into-the-wrong-field";
    for (const source of ["env", "file", "nope"]) {
      expect(
        JSON.stringify(checkRefForNew({ source, provider: secret.toUpperCase(), id: secret })),
      ).not.toMatch(/FAKE/i);
    }
  });
});

describe("a reference found in a store", () => {
  test.each([
    [{ source: "env", provider: "default", id: "lower_case" }],
    [{ source: "exec", provider: "Odd Alias", id: "a/../b" }],
    [{ source: "file", provider: "f", id: "no pointer" }],
  ])("%j is accepted as it is, without any check of its grammar", (ref) => {
    expect(parseStoredRef(ref)).toEqual(ref);
  });

  test("without a provider it means the default of its source", () => {
    expect(parseStoredRef({ source: "env", id: "A" })).toEqual({
      source: "env",
      provider: "default",
      id: "A",
    });
    expect(parseStoredRef({ source: "exec", id: "A" }, { exec: "vault", env: "e" })).toEqual({
      source: "exec",
      provider: "vault",
      id: "A",
    });
  });

  test("without a provider further keys do not matter", () => {
    expect(parseStoredRef({ source: "file", id: "/a", note: "x", more: 1 })).toEqual({
      source: "file",
      provider: "default",
      id: "/a",
    });
  });

  test("may be an environment template", () => {
    const ref = { source: "env", provider: "default", id: "MY_KEY" };
    expect(parseStoredRef(`\${MY_KEY}`)).toEqual(ref);
    expect(parseStoredRef(`  \${MY_KEY}\n`)).toEqual(ref);
    expect(parseStoredRef(`\${MY_KEY}`, { env: "host" })).toEqual({ ...ref, provider: "host" });
    expect(parseStoredRef(`\${MY_KEY}`, { env: " " })).toEqual(ref);
  });

  test.each([
    [null],
    [undefined],
    [7],
    [""],
    ["MY_KEY"],
    ["$MY_KEY"],
    [`\${my_key}`],
    [`x\${MY_KEY}`],
    [`\${MY_KEY}\${MY_KEY}`],
    [`\${_A}`],
    [`\${${"A".repeat(129)}}`],
    [[]],
    [["env", "default", "A"]],
    [{}],
    [{ source: "vault", provider: "default", id: "A" }],
    [{ source: "env", provider: "default" }],
    [{ source: "env", provider: "default", id: "" }],
    [{ source: "env", provider: "default", id: " " }],
    [{ source: "env", provider: "default", id: 1 }],
    [{ source: "env", provider: "", id: "A" }],
    [{ source: "env", provider: null, id: "A" }],
    [{ source: "env", provider: "default", id: "A", extra: true }],
  ])("%j is not one", (value) => {
    expect(parseStoredRef(value)).toBeNull();
  });
});
