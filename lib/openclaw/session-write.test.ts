import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { startTimeOf } from "#lib/openclaw/running-process.ts";
import { withSession } from "#lib/openclaw/session-write.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const KEY = "agent:main:main";
const ENTRY = { sessionId: "s1", updatedAt: 1, note: "kept", contextTokens: 5, authProfileOverride: "a:b" };
const OTHER = { sessionId: "s2", updatedAt: 2, text: "é — 工作" };

/** As OpenClaw writes it: two blanks and no line break at the end. */
function storeOf(sessions: Record<string, unknown> = { [KEY]: ENTRY, "agent:main:other": OTHER }): string {
  const file = path.join(temporaryFolder(), "sessions.json");
  writeFileSync(file, JSON.stringify(sessions, null, 2), { mode: 0o600 });
  return file;
}

const pin = (file: string, key = KEY) =>
  withSession(file, key, ({ write }) =>
    write({ authProfileOverride: "anthropic:work", contextTokens: undefined }),
  );

function livingPid(seconds = "60"): number {
  const child = spawn("sleep", [seconds]);
  afterThisTest(() => child.kill("SIGKILL"));
  return child.pid ?? 0;
}

function lockOf(pid: number, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ pid, createdAt: new Date().toISOString(), ...more });
}

/** A program that takes the lock as OpenClaw does, says so, and lets go of it after a while. */
const HOLDER = `
const fs = require("node:fs");
const [lock, ms] = process.argv.slice(1);
fs.writeFileSync(lock, JSON.stringify({ pid: process.pid, createdAt: new Date().toISOString() }), { flag: "wx" });
process.stdout.write("held");
setTimeout(() => fs.rmSync(lock), Number(ms));
`;

async function holderOf(lock: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, ["-e", HOLDER, lock, String(ms)]);
  afterThisTest(() => child.kill("SIGKILL"));
  await new Promise((resolve) => child.stdout.once("data", resolve));
}

describe("one entry of a session store", () => {
  test("is changed in the members that are named, and every other byte stays", async () => {
    const file = storeOf();
    const { session, turnBegan } = await pin(file);
    expect(session).toMatchObject({ sessionKey: KEY, authProfileOverride: "anthropic:work" });
    expect(turnBegan).toBe(false);
    const { contextTokens, ...kept } = ENTRY;
    const wanted = { [KEY]: { ...kept, authProfileOverride: "anthropic:work" }, "agent:main:other": OTHER };
    expect(readFileSync(file, "utf8")).toBe(JSON.stringify(wanted, null, 2));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });

  test("is found whatever the case of its key, under the key that is stored", async () => {
    const file = storeOf({ "agent:main:Telegram:A": ENTRY });
    expect((await pin(file, " AGENT:main:telegram:a ")).session.sessionKey).toBe("agent:main:Telegram:A");
    expect(Object.keys(JSON.parse(readFileSync(file, "utf8")))).toEqual(["agent:main:Telegram:A"]);
  });

  test.each([
    ["session_not_found", { "agent:main:other": OTHER }],
    ["session_not_found", { [KEY]: "no entry" }],
    ["session_spelled_twice", { [KEY]: ENTRY, "agent:main:MAIN": ENTRY }],
  ])("is refused as %s and nothing is written", async (code, sessions) => {
    const file = storeOf(sessions);
    const before = readFileSync(file, "utf8");
    await expect(pin(file)).rejects.toMatchObject({ code });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("of a file that does not parse is refused with the place", async () => {
    const file = storeOf();
    writeFileSync(file, '{\n  "agent:main:main": {,}\n}');
    await expect(pin(file)).rejects.toMatchObject({
      code: "session_store_malformed",
      params: { file, line: 2 },
    });
  });

  test("behind a link is refused", async () => {
    const file = storeOf();
    const link = path.join(temporaryFolder(), "sessions.json");
    symlinkSync(file, link);
    await expect(pin(link)).rejects.toMatchObject({ code: "file_is_symlink" });
  });
});

describe("the lock on the store", () => {
  test("says who holds it and since when that process runs", async () => {
    const file = storeOf();
    const seen = await withSession(file, KEY, () => readFileSync(`${file}.lock`, "utf8"));
    const starttime = startTimeOf(process.pid);
    expect(JSON.parse(seen)).toEqual({
      pid: process.pid,
      createdAt: expect.any(String),
      ...(starttime === null ? {} : { starttime }),
    });
  });

  test("that another process holds is waited for", async () => {
    const file = storeOf();
    await holderOf(`${file}.lock`, 700);
    const started = performance.now();
    await pin(file);
    expect(performance.now() - started).toBeGreaterThan(400);
    expect(readFileSync(file, "utf8")).toContain("anthropic:work");
  });

  test("that another process keeps is respected", { timeout: 20_000 }, async () => {
    const file = storeOf();
    const before = readFileSync(file, "utf8");
    await holderOf(`${file}.lock`, 60_000);
    await expect(pin(file)).rejects.toMatchObject({ code: "store_locked" });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(existsSync(`${file}.lock`)).toBe(true);
  });

  test.runIf(existsSync("/proc/self/stat"))(
    "of a pid that another process has by now is broken",
    async () => {
      const file = storeOf();
      const pid = livingPid();
      writeFileSync(`${file}.lock`, lockOf(pid, { starttime: (startTimeOf(pid) ?? 0) + 1 }));
      const started = performance.now();
      await pin(file);
      expect(performance.now() - started).toBeLessThan(2000);
    },
  );
});

describe("a turn that runs", () => {
  test.each([
    ["of the session's own file", {}, "s1.jsonl.lock"],
    ["of a file that the entry names", { sessionFile: "s1-topic-7.jsonl" }, "s1-topic-7.jsonl.lock"],
  ])("is respected: %s", async (_, more, lock) => {
    const file = storeOf({ [KEY]: { ...ENTRY, ...more } });
    const before = readFileSync(file, "utf8");
    writeFileSync(path.join(path.dirname(file), lock), lockOf(livingPid()));
    await expect(pin(file)).rejects.toMatchObject({ code: "session_turn_runs", params: { session: KEY } });
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("whose process died is none", async () => {
    const file = storeOf();
    writeFileSync(path.join(path.dirname(file), "s1.jsonl.lock"), lockOf(spawnSync("true").pid));
    await expect(pin(file)).resolves.toMatchObject({ turnBegan: false });
  });

  test("outside the store's folder is not looked for", async () => {
    const file = storeOf({ [KEY]: { ...ENTRY, sessionFile: "../elsewhere.jsonl" } });
    const outside = path.join(path.dirname(file), "..", "elsewhere.jsonl.lock");
    afterThisTest(() => spawnSync("rm", ["-f", outside]));
    writeFileSync(outside, lockOf(livingPid()));
    await expect(pin(file)).resolves.toMatchObject({ turnBegan: false });
  });

  test("that began while the entry was written is told", async () => {
    const file = storeOf();
    const written = await withSession(file, KEY, ({ write }) => {
      writeFileSync(path.join(path.dirname(file), "s1.jsonl.lock"), lockOf(livingPid()));
      return write({ authProfileOverride: "anthropic:work" });
    });
    expect(written.turnBegan).toBe(true);
  });
});
