import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { resolveIncludes } from "#lib/openclaw/config-include.ts";
import { nodeAt, parseConfigText, plainValue } from "#lib/openclaw/config-tree.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECRET = "sk-PLANTED-0123456789abcdef";

function resolveFiles(files: Record<string, string>) {
  const folder = fs.realpathSync(temporaryFolder());
  const state = path.join(folder, "state");
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(state, name)), { recursive: true });
    fs.writeFileSync(path.join(state, name), text);
  }
  return resolveIn(state);
}

function resolveIn(state: string) {
  const file = path.join(state, "openclaw.json");
  const parsed = parseConfigText(fs.readFileSync(file, "utf8"), file);
  if (!parsed.ok) throw new Error("The config is JSON5.");
  const resolved = resolveIncludes(parsed.value.root, file);
  const files = resolved.files.map((facts) => path.relative(state, facts.path));
  const value = resolved.ok ? plainValue(resolved.root) : null;
  return { state, resolved, value, files, codes: resolved.findings.map(({ code }) => code) };
}

describe("an include", () => {
  test("replaces the object it stands in", () => {
    const { value, files } = resolveFiles({
      "openclaw.json": '{ agents: { $include: "./parts/agents.json5" }, x: 1 }',
      "parts/agents.json5": "{ list: [{ id: 'a' }] } // note",
    });
    expect(value).toEqual({ agents: { list: [{ id: "a" }] }, x: 1 });
    expect(files).toEqual(["parts/agents.json5"]);
  });

  test("of several files merges them in order: objects by member, arrays joined, the rest replaced", () => {
    const { value } = resolveFiles({
      "openclaw.json": '{ $include: ["a.json", "b.json"] }',
      "a.json": '{ o: { x: 1, y: 1 }, list: [1], s: "a", mixed: [1] }',
      "b.json": '{ o: { y: 2, z: 2 }, list: [2], s: "b", mixed: { n: 1 } }',
    });
    expect(value).toEqual({ o: { x: 1, y: 2, z: 2 }, list: [1, 2], s: "b", mixed: { n: 1 } });
  });

  test("loses against members beside it, and is found inside arrays and inside included files", () => {
    const { value } = resolveFiles({
      "openclaw.json": '{ $include: "parts/a.json", o: { y: 9 }, list: [{ $include: "./parts/b.json" }] }',
      "parts/a.json": '{ o: { x: 1, y: 1 }, list: [0], deep: { $include: "./b.json" } }',
      "parts/b.json": "{ b: true }",
    });
    expect(value).toEqual({ o: { x: 1, y: 9 }, list: [0, { b: true }], deep: { b: true } });
  });

  test("may be used twice, and by an absolute path that stays inside", () => {
    const state = path.join(fs.realpathSync(temporaryFolder()), "state");
    fs.mkdirSync(state);
    const part = path.join(state, "a.json");
    fs.writeFileSync(part, "{ n: 1 }");
    fs.writeFileSync(
      path.join(state, "openclaw.json"),
      JSON.stringify({ p: { $include: part }, q: { $include: part } }),
    );
    expect(resolveIn(state).value).toEqual({ p: { n: 1 }, q: { n: 1 } });
  });

  test("leaves the place of every value in its own file", () => {
    const { resolved, state } = resolveFiles({
      "openclaw.json": '{\n  $include: "a.json",\n  o: { y: 2 }\n}',
      "a.json": '{\n\n  "o": { "x": 1,\n    "y": 1 } }',
    });
    if (!resolved.ok) throw new Error("It resolves.");
    const at = (...keys: string[]) => nodeAt(resolved.root, keys)?.at;
    expect(at("o", "x")).toEqual({ file: path.join(state, "a.json"), line: 3, column: 10 });
    expect(at("o", "y")).toEqual({ file: path.join(state, "openclaw.json"), line: 3, column: 8 });
  });

  test("does not merge members that objects have by themselves", () => {
    const { value } = resolveFiles({
      "openclaw.json": '{ $include: "a.json", o: { constructor: 1, prototype: 2, n: 3 } }',
      "a.json": '{ o: { x: 1 }, "__proto__": { polluted: 1 } }',
    });
    expect(value).toEqual({ o: { x: 1, n: 3 } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("an include that fails makes the whole config fail, with the place of the $include", () => {
  const nested = (depth: number) =>
    Object.fromEntries(
      Array.from({ length: depth + 1 }, (_, at) => [
        at === 0 ? "openclaw.json" : `f${at}.json`,
        at === depth ? "{ end: 1 }" : JSON.stringify({ $include: `f${at + 1}.json` }),
      ]),
    );

  test("eleven deep is too deep, ten is not", () => {
    expect(resolveFiles(nested(10)).value).toEqual({ end: 1 });
    expect(resolveFiles(nested(11)).codes).toEqual(["include_too_deep"]);
  });

  test.each([
    ["itself", { "openclaw.json": '{ $include: "./openclaw.json" }' }, "include_circular"],
    [
      "a circle",
      { "openclaw.json": '{ $include: "a.json" }', "a.json": '{ x: { $include: "openclaw.json" } }' },
      "include_circular",
    ],
    ["a file that is not there", { "openclaw.json": '{ $include: "a.json" }' }, "include_missing"],
    ["a folder", { "openclaw.json": '{ $include: "a" }', "a/b.json": "{}" }, "include_unreadable"],
    ["a file above", { "openclaw.json": '{ $include: "../outside.json" }' }, "include_outside"],
    ["a path through a sibling", { "openclaw.json": '{ $include: "../state2/a.json" }' }, "include_outside"],
    ["an absolute path", { "openclaw.json": '{ $include: "/etc/passwd" }' }, "include_outside"],
    ["a number", { "openclaw.json": "{ $include: 7 }" }, "include_invalid"],
    ["an object", { "openclaw.json": "{ $include: {} }" }, "include_invalid"],
    ["an array with a number", { "openclaw.json": "{ $include: [7] }" }, "include_invalid"],
    [
      "an array beside members",
      { "openclaw.json": '{ $include: "a.json", x: 1 }', "a.json": "[1]" },
      "include_not_object",
    ],
    ["a name with NUL", { "openclaw.json": '{ $include: "a\\0b" }' }, "include_unreadable"],
  ])("naming %s", (_, files, code) => {
    const { resolved, codes, state } = resolveFiles(files as Record<string, string>);
    expect(resolved.ok).toBe(false);
    expect(codes[0]).toBe(code);
    expect(resolved.findings[0]).toMatchObject({ severity: "error", line: 1 });
    expect(resolved.findings[0]?.file?.startsWith(state)).toBe(true);
  });

  test("a file that is not JSON5 is named with its own line and column, and not quoted", () => {
    const { resolved, state } = resolveFiles({
      "openclaw.json": '{ $include: "a.json" }',
      "a.json": `{\n  apiKey: "${SECRET}" "x" }`,
    });
    expect(resolved.findings).toMatchObject([
      { code: "config_syntax", file: path.join(state, "a.json"), line: 2 },
    ]);
    expect(JSON.stringify(resolved.findings)).not.toContain("PLANTED");
  });

  test("a link that leads out is not opened, one that stays inside is", () => {
    const { state } = resolveFiles({ "openclaw.json": '{ $include: "link.json" }', "real.json": "{ n: 1 }" });
    fs.symlinkSync("/etc/passwd", path.join(state, "link.json"));
    expect(resolveIn(state).codes).toEqual(["include_outside"]);
    fs.rmSync(path.join(state, "link.json"));
    fs.symlinkSync("real.json", path.join(state, "link.json"));
    expect(resolveIn(state).value).toEqual({ n: 1 });
  });

  test("a file with a second hard link is refused, as OpenClaw does", () => {
    const { state } = resolveFiles({ "openclaw.json": '{ $include: "a.json" }', "a.json": "{ n: 1 }" });
    fs.linkSync(path.join(state, "a.json"), path.join(state, "b.json"));
    expect(resolveIn(state).codes).toEqual(["include_hardlinked"]);
  });

  test("a file over two megabytes is refused", () => {
    const { codes } = resolveFiles({
      "openclaw.json": '{ $include: "a.json" }',
      "a.json": `{ n: "${"x".repeat(2 * 1024 * 1024)}" }`,
    });
    expect(codes).toEqual(["include_unreadable", "file_too_large"]);
  });

  test("the same large file over and over is refused before it fills the memory", () => {
    const part = `{ n: [${"1,".repeat(500_000)}] }`;
    const { codes } = resolveFiles({
      "openclaw.json": JSON.stringify({ $include: Array.from({ length: 60 }, () => "a.json") }),
      "a.json": part,
    });
    expect(codes).toEqual(["include_too_many"]);
  });
});
