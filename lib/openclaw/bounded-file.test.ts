import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isInside, readBoundedText } from "#lib/openclaw/bounded-file.ts";
import { accessFindings, readParsed } from "#lib/openclaw/json-file.ts";
import { parseJsonObject } from "#lib/openclaw/json-object.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const codesOf = (read: { findings: { code: string }[] }) => read.findings.map(({ code }) => code);

describe("reading a file", () => {
  test("gives its text and its facts", () => {
    const folder = fs.realpathSync(temporaryFolder());
    const file = path.join(folder, "a.json");
    fs.writeFileSync(file, "{}", { mode: 0o640 });
    const read = readBoundedText(file, { within: folder });
    expect(read).toMatchObject({ kind: "text", text: "{}", findings: [] });
    expect(read.kind === "text" && read.facts).toMatchObject({
      realPath: file,
      mode: 0o640,
      size: 2,
      hardLinks: 1,
    });
  });

  test.each(["a.json", "no/such/folder/a.json"])("that is not there is absent: %s", (name) => {
    expect(readBoundedText(path.join(temporaryFolder(), name), { within: null })).toEqual({
      kind: "absent",
      findings: [],
    });
  });

  test("below something that is no folder is absent", () => {
    const file = path.join(temporaryFolder(), "a.json");
    fs.writeFileSync(file, "");
    expect(readBoundedText(path.join(file, "b.json"), { within: null }).kind).toBe("absent");
  });

  test("whose name holds NUL is unreadable, not a crash", () => {
    expect(readBoundedText("/tmp/a\0b", { within: null }).kind).toBe("unreadable");
  });

  test("that is larger than the limit is not read", () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "large.json");
    fs.writeFileSync(file, "");
    fs.truncateSync(file, 50 * 1024 * 1024);
    const read = readBoundedText(file, { within: null });
    expect(read).toMatchObject({ kind: "unreadable" });
    expect(read.findings[0]).toMatchObject({
      code: "file_too_large",
      params: { bytes: 52_428_800, bytesMax: 33_554_432 },
    });
  });

  test("that is a folder or a pipe is refused without waiting", () => {
    const folder = temporaryFolder();
    const pipe = path.join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(codesOf(readBoundedText(pipe, { within: null }))).toEqual(["file_not_regular"]);
    expect(codesOf(readBoundedText(folder, { within: null }))).toEqual(["file_not_regular"]);
  });

  test("that this process may not read says so by the system's name", () => {
    const read = readBoundedText("/proc/1/mem", { within: null });
    expect(read.kind).toBe("unreadable");
    expect(read.findings[0]?.code).toMatch(/^file_(unreadable|unstable)$/);
  });

  test("with bytes that are not UTF-8 replaces them and tells", () => {
    const file = path.join(temporaryFolder(), "a.json");
    fs.writeFileSync(file, Buffer.from([0x7b, 0xff, 0x7d]));
    expect(readBoundedText(file, { within: null })).toMatchObject({ kind: "text", text: "{\uFFFD}" });
    expect(codesOf(readBoundedText(file, { within: null }))).toEqual(["file_not_utf8"]);
  });
});

describe("a link", () => {
  function withLink(target: (folder: string) => string) {
    const folder = fs.realpathSync(temporaryFolder());
    const inside = path.join(folder, "state");
    fs.mkdirSync(inside);
    fs.writeFileSync(path.join(inside, "real.json"), "{}");
    fs.writeFileSync(path.join(folder, "outside.json"), "{}");
    const link = path.join(inside, "link.json");
    fs.symlinkSync(target(folder), link);
    return { inside, link };
  }

  test("that stays inside is followed and told of", () => {
    const { inside, link } = withLink(() => "real.json");
    const read = readBoundedText(link, { within: inside });
    expect(read).toMatchObject({
      kind: "text",
      facts: { isSymlink: true, realPath: path.join(inside, "real.json") },
    });
    expect(codesOf(read)).toEqual(["file_is_symlink"]);
  });

  test.each(["../outside.json", "/proc/self/environ", "/etc/passwd"])(
    "that leads out is not opened: %s",
    (target) => {
      const { inside, link } = withLink(() => target);
      const read = readBoundedText(link, { within: inside });
      expect(read.kind).toBe("unreadable");
      expect(codesOf(read)).toEqual(["file_is_symlink", "file_outside"]);
    },
  );

  test("that leads out is followed to a file of the named owner only where that is allowed", () => {
    const { inside, link } = withLink((folder) => path.join(folder, "outside.json"));
    const ownerUid = process.getuid?.() ?? 0;
    expect(readBoundedText(link, { within: inside, ownerUid }).kind).toBe("text");
    expect(readBoundedText(link, { within: inside, ownerUid: ownerUid + 1 }).kind).toBe("unreadable");
    expect(readBoundedText(link, { within: inside, ownerUid: null }).kind).toBe("unreadable");
  });

  test("on the way counts like one at the end", () => {
    const { inside } = withLink(() => "real.json");
    fs.symlinkSync("..", path.join(inside, "up"));
    expect(codesOf(readBoundedText(path.join(inside, "up", "outside.json"), { within: inside }))).toEqual([
      "file_outside",
    ]);
  });

  test("to nothing is absent, and to itself unreadable", () => {
    expect(readBoundedText(withLink(() => "nothing.json").link, { within: null }).kind).toBe("absent");
    expect(readBoundedText(withLink(() => "link.json").link, { within: null }).kind).toBe("unreadable");
  });
});

test("a folder contains itself and what is below, and not its neighbour of a longer name", () => {
  expect(isInside("/a/b", "/a/b")).toBe(true);
  expect(isInside("/a/b", "/a/b/..c/d")).toBe(true);
  expect(isInside("/a/b", "/a/bc")).toBe(false);
  expect(isInside("/a/b", "/a")).toBe(false);
});

describe("parsing a file", () => {
  test("gives it time to be complete while another process writes it in place", async () => {
    const file = path.join(temporaryFolder(), "store.json");
    fs.writeFileSync(file, "{}");
    const script = `
      const fs = require("node:fs");
      const text = JSON.stringify({ profiles: "x".repeat(200_000) });
      const until = Date.now() + 1500;
      while (Date.now() < until) { fs.writeFileSync(process.argv[1], text); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); }`;
    const writer = spawn(process.execPath, ["-e", script, file], { stdio: "ignore" });
    afterThisTest(() => writer.kill("SIGKILL"));
    await waitForSize(file, 1000);
    const kinds = new Set(
      Array.from({ length: 150 }, () => readParsed(file, { within: null }, parseJsonObject).kind),
    );
    expect([...kinds]).toEqual(["parsed"]);
  });

  test("believes that an old file is malformed at once, and keeps its facts", () => {
    const file = path.join(temporaryFolder(), "store.json");
    fs.writeFileSync(file, "{");
    fs.utimesSync(file, 1_700_000_000, 1_700_000_000);
    let parses = 0;
    const read = readParsed(file, { within: null }, (text, name) => {
      parses += 1;
      return parseJsonObject(text, name);
    });
    expect(read).toMatchObject({
      kind: "malformed",
      facts: { size: 1 },
      findings: [{ code: "json_syntax", file }],
    });
    expect(parses).toBe(1);
  });
});

test("a file open to others, or of another owner, is told of with its mode and owners", () => {
  const file = path.join(temporaryFolder(), "a.json");
  fs.writeFileSync(file, "{}");
  fs.chmodSync(file, 0o644);
  const read = readBoundedText(file, { within: null });
  if (read.kind !== "text") throw new Error("It is readable.");
  const uid = read.facts.uid;
  expect(accessFindings(read.facts, uid)).toMatchObject([
    { code: "file_open_to_others", params: { mode: "0644" } },
  ]);
  expect(accessFindings({ ...read.facts, mode: 0o600 }, uid + 1)).toMatchObject([
    { code: "file_foreign_owner", params: { uid, ownerUid: uid + 1 } },
  ]);
  expect(accessFindings({ ...read.facts, mode: 0o600 }, null)).toEqual([]);
});

async function waitForSize(file: string, size: number): Promise<void> {
  const until = Date.now() + 10_000;
  while (fs.statSync(file).size < size && Date.now() < until)
    await new Promise((done) => setTimeout(done, 20));
}
