import { spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { afterEach, describe, expect, test, vi } from "vitest";
import { lockPathOf, withStoreLock } from "#lib/openclaw/store-lock.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const SECOND_MS = 1000;
const secondsAgo = (seconds: number) => new Date(Date.now() - seconds * SECOND_MS);
const deadPid = () => spawnSync("true").pid;

/** A store in a folder of its own, and its lock file written as given. */
function lockedStore(content?: string | { pid: unknown; createdAt: unknown }): {
  store: string;
  lock: string;
} {
  const store = path.join(temporaryFolder(), "auth-profiles.json");
  const lock = `${store}.lock`;
  const text = typeof content === "object" ? JSON.stringify(content, null, 2) : content;
  if (text !== undefined) writeFileSync(lock, text);
  return { store, lock };
}

const NOBODY = 65_534;

/** What OpenClaw's own test says when it runs as nobody: any error counts as dead. */
function isDeadToNobody(pid: number): boolean {
  const probe = `try { process.kill(${pid}, 0) } catch { process.exit(7) }`;
  return spawnSync(process.execPath, ["-e", probe], { uid: NOBODY, gid: NOBODY }).status === 7;
}

const touchedAt = (file: string, time: Date) => utimesSync(file, time, time);

/** A process that lives until the test ends. */
function livingPid(): number {
  const child = spawn("sleep", ["60"]);
  afterThisTest(() => child.kill("SIGKILL"));
  return child.pid ?? 0;
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

afterEach(() => vi.useRealTimers());

describe("the lock", () => {
  test("is OpenClaw's: beside the store, with pid and time, for as long as the work takes", async () => {
    const { store, lock } = lockedStore();
    const seen = await withStoreLock(store, () => readFileSync(lock, "utf8"));
    const { pid, createdAt } = JSON.parse(seen);
    expect(pid).toBe(process.pid);
    expect(Math.abs(Date.now() - Date.parse(createdAt))).toBeLessThan(5 * SECOND_MS);
    expect(seen).toBe(JSON.stringify({ pid, createdAt }, null, 2));
    expect(existsSync(lock)).toBe(false);
  });

  test.runIf(process.geteuid?.() === 0)(
    "shows no pid to another user's OpenClaw, which would take ours for dead and break it",
    async () => {
      const { store, lock } = lockedStore();
      chownSync(path.dirname(store), NOBODY, NOBODY);
      expect(isDeadToNobody(process.pid)).toBe(true);
      const seen = JSON.parse(await withStoreLock(store, () => readFileSync(lock, "utf8")));
      expect(seen).toEqual({ pid: 0, createdAt: expect.any(String) });
      expect(Math.abs(Date.now() - Date.parse(seen.createdAt))).toBeLessThan(5 * SECOND_MS);
      expect(existsSync(lock)).toBe(false);
    },
  );

  test("is let go when the work fails, and the work's error is the one that is thrown", async () => {
    const { store, lock } = lockedStore();
    const work = () => {
      throw new Error("the work failed");
    };
    await expect(withStoreLock(store, work)).rejects.toThrow("the work failed");
    expect(existsSync(lock)).toBe(false);
  });

  test("of two names of one folder is one lock", () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, "real"));
    symlinkSync("real", path.join(folder, "link"));
    expect(lockPathOf(path.join(folder, "link/store.json"))).toBe(
      lockPathOf(path.join(folder, "real/store.json")),
    );
  });

  test("that somebody else took meanwhile is left to them", async () => {
    const { store, lock } = lockedStore();
    await withStoreLock(store, () => writeFileSync(lock, "theirs"));
    expect(readFileSync(lock, "utf8")).toBe("theirs");
  });

  test("that somebody else removed meanwhile is no failure", async () => {
    const { store, lock } = lockedStore();
    await expect(withStoreLock(store, () => spawnSync("rm", [lock]).status)).resolves.toBe(0);
  });
});

describe("a lock that is there already", () => {
  test.each([
    { name: "a dead process", content: () => ({ pid: deadPid(), createdAt: new Date().toISOString() }) },
    {
      name: "a living process that took it 31 seconds ago",
      content: () => ({ pid: livingPid(), createdAt: secondsAgo(31).toISOString() }),
    },
    { name: "a living process at no date", content: () => ({ pid: livingPid(), createdAt: "yesterday" }) },
  ])("of $name is broken at once", async ({ content }) => {
    const { store, lock } = lockedStore(content());
    const work = () => JSON.parse(readFileSync(lock, "utf8")).pid;
    const took = await milliseconds(async () => expect(await withStoreLock(store, work)).toBe(process.pid));
    expect(took).toBeLessThan(2 * SECOND_MS);
    expect(existsSync(lock)).toBe(false);
  });

  test.each([
    ["nothing", ""],
    ["something else", "not a lock"],
    ["half of it", '{"pid": 1'],
    ["no pid", JSON.stringify({ createdAt: secondsAgo(5).toISOString() })],
    ["a pid that is text", JSON.stringify({ pid: "1", createdAt: secondsAgo(99).toISOString() })],
    ["null", "null"],
  ])("and holds %s counts by the age of its file", async (_, content) => {
    const { store, lock } = lockedStore(content);
    touchedAt(lock, secondsAgo(31));
    await expect(withStoreLock(store, () => "done")).resolves.toBe("done");
  });

  test("from a clock that runs ahead counts by the age of its file", async () => {
    const { store, lock } = lockedStore({ pid: livingPid(), createdAt: secondsAgo(-3600).toISOString() });
    touchedAt(lock, secondsAgo(31));
    await expect(withStoreLock(store, () => "done")).resolves.toBe("done");
  });

  test("of a living process is waited for, and the store is not touched before it is gone", async () => {
    const { store, lock } = lockedStore({ pid: livingPid(), createdAt: new Date().toISOString() });
    writeFileSync(store, "as it was");
    setTimeout(() => spawnSync("rm", [lock]), 700);
    const took = await milliseconds(() => withStoreLock(store, () => undefined));
    expect(took).toBeGreaterThan(600);
    expect(readFileSync(store, "utf8")).toBe("as it was");
  });

  test("that shows no pid is waited for while it is young", async () => {
    const { store, lock } = lockedStore({ pid: 0, createdAt: new Date().toISOString() });
    setTimeout(() => spawnSync("rm", [lock]), 400);
    expect(await milliseconds(() => withStoreLock(store, () => undefined))).toBeGreaterThan(300);
  });

  test("and holds garbage is respected while it is young", async () => {
    const { store, lock } = lockedStore("garbage");
    setTimeout(() => spawnSync("rm", [lock]), 400);
    expect(await milliseconds(() => withStoreLock(store, () => undefined))).toBeGreaterThan(300);
  });

  test("that its living holder keeps renewing makes us give up after eleven attempts and say who it is", async () => {
    const pid = livingPid();
    const { store, lock } = lockedStore();
    vi.useFakeTimers();
    const renew = () => {
      writeFileSync(lock, JSON.stringify({ pid, createdAt: new Date().toISOString() }));
      touchedAt(lock, new Date());
    };
    renew();
    setInterval(renew, 20 * SECOND_MS);
    let worked = false;
    const refused = expect(
      withStoreLock(store, () => {
        worked = true;
      }),
    ).rejects.toMatchObject({ code: "store_locked", params: { file: lock, pid } });
    await vi.advanceTimersByTimeAsync(70 * SECOND_MS);
    await refused;
    expect(worked).toBe(false);
    expect(JSON.parse(readFileSync(lock, "utf8")).pid).toBe(pid);
  });

  test.each([
    ["a folder", (lock: string) => mkdirSync(lock)],
    ["a pipe", (lock: string) => spawnSync("mkfifo", [lock])],
    ["a link to nothing", (lock: string) => symlinkSync("nowhere", lock)],
  ])("as %s does not hang and is refused or taken over by its age", async (name, make) => {
    const { store, lock } = lockedStore();
    make(lock);
    vi.useFakeTimers();
    const outcome = withStoreLock(store, () => "done").catch((error) => error.code);
    await vi.advanceTimersByTimeAsync(70 * SECOND_MS);
    expect(await outcome).toBe(name === "a folder" ? "store_lock_failed" : "done");
    expect(existsSync(path.join(path.dirname(lock), "nowhere"))).toBe(false);
  });
});

test("a folder that cannot be locked in is a refusal in our words", async () => {
  const missing = path.join(temporaryFolder(), "missing/auth-profiles.json");
  await expect(withStoreLock(missing, () => undefined)).rejects.toMatchObject({
    code: "store_lock_failed",
    params: { file: missing, cause: "ENOENT" },
  });
});

/** The module as a program of its own: adds one to a number in the store, `rounds` times, under the lock. */
async function counterProgram(folder: string): Promise<string> {
  const outfile = path.join(folder, "counter.mjs");
  const contents = `
    import { readFileSync, writeFileSync } from "node:fs";
    import { withStoreLock } from "#lib/openclaw/store-lock.ts";
    const [store, rounds] = process.argv.slice(2);
    for (let round = 0; round < Number(rounds); round += 1) {
      await withStoreLock(store, () => {
        const count = Number(readFileSync(store, "utf8"));
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
        writeFileSync(store, String(count + 1));
      });
    }`;
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  return outfile;
}

describe("processes that want one store at the same time", () => {
  test.each([
    { when: "nobody holds it", stale: false },
    { when: "a dead process seems to hold it", stale: true },
  ])(
    "lose nothing of each other's work when $when",
    async ({ stale }) => {
      const folder = temporaryFolder();
      const program = await counterProgram(folder);
      const store = path.join(folder, "store.json");
      writeFileSync(store, "0");
      if (stale) {
        writeFileSync(
          `${store}.lock`,
          JSON.stringify({ pid: deadPid(), createdAt: new Date().toISOString() }),
        );
      }
      const [processes, rounds] = [3, 8];
      const ended = Array.from({ length: processes }, () => {
        const child = spawn(process.execPath, [program, store, String(rounds)], { stdio: "inherit" });
        return new Promise<number | null>((resolve) => child.on("close", resolve));
      });
      expect(await Promise.all(ended)).toEqual([0, 0, 0]);
      expect(readFileSync(store, "utf8")).toBe(String(processes * rounds));
      expect(existsSync(`${store}.lock`)).toBe(false);
      expect(statSync(store).size).toBeGreaterThan(0);
    },
    60_000,
  );
});
