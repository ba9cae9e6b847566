import { describe, expect, test } from "vitest";
import {
  FINDING_CODES,
  FindingList,
  finding,
  printable,
  shownName,
  shownPath,
} from "#lib/openclaw/finding.ts";

describe("a finding", () => {
  test("has its code's severity and a place", () => {
    expect(finding("json_syntax", { file: "/s/a.json", line: 2, column: 3 }, { reason: "empty" })).toEqual({
      code: "json_syntax",
      severity: "error",
      file: "/s/a.json",
      line: 2,
      column: 3,
      params: { reason: "empty" },
    });
    expect(finding("legacy_not_read", "/s/a.json")).toMatchObject({
      severity: "warning",
      line: null,
      column: null,
    });
  });

  test("is printable whatever names stand in it", () => {
    const found = finding("agent_folder_ignored", "/s/a\u001b[2J\n", { folder: "\u202egnp.exe\u0000\u200b" });
    expect(found.file).toBe("/s/a\\u{1b}[2J\\u{a}");
    expect(found.params.folder).toBe("\\u{202e}gnp.exe\\u{0}\\u{200b}");
  });

  test("has codes that are unique and spelled alike", () => {
    expect(new Set(FINDING_CODES).size).toBe(FINDING_CODES.length);
    for (const code of FINDING_CODES) expect(code).toMatch(/^[a-z]+(_[a-z0-9]+)+$/);
  });
});

describe("a name that is shown", () => {
  test("keeps letters of every script, and blanks", () => {
    expect(printable("工作 é עברית a@b:c/d")).toBe("工作 é עברית a@b:c/d");
  });

  test("has every character that a terminal would obey or hide written out, and no other", () => {
    const unprintable = /^[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]$/u;
    for (let code = 0; code <= 0xffff; code += 1) {
      const character = String.fromCharCode(code);
      const shown = unprintable.test(character) ? `\\u{${code.toString(16)}}` : character;
      if (printable(character) !== shown) expect.fail(`U+${code.toString(16)}`);
    }
  });

  test("is cut when it is long", () => {
    expect(printable("x".repeat(64_000))).toBe(`${"x".repeat(200)}…`);
  });

  test.each(["sk-ant-oat01-AAAA", "ghu_FAKE0123", "AIzaFAKE", "eyJFAKE", " sk-proj-x"])(
    "is not shown when it looks like a secret: %s",
    (name) => {
      expect(shownName(name)).toBe("…");
      expect(shownPath(["auth", "profiles", name, "key"])).toBe("auth.profiles.….key");
    },
  );

  test("is written in paths as OpenClaw writes them", () => {
    expect(shownPath(["agents", "list", 0, "id"])).toBe("agents.list[0].id");
    expect(shownPath([])).toBe("");
  });
});

test("a list of findings ends with how many more there were, and does not look for their places", () => {
  const list = new FindingList();
  let looked = 0;
  const at = () => {
    looked += 1;
    return "/s/a.json";
  };
  for (let count = 0; count < 250; count += 1) list.add("store_unknown_key", at, { key: "k" });
  expect(looked).toBe(100);
  expect(list.all().at(-1)).toMatchObject({
    code: "findings_cut",
    file: "/s/a.json",
    params: { count: 150 },
  });
});
