import { spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { readLog } from "#lib/operations/verify-audit.ts";
import { type TestContext, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { whyNoStrace } from "#lib/testing/mounts.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { trialSize } from "#lib/testing/trial-size.ts";

/** Between two calls, of those that write to the log while three profiles are added, at which the writer is killed. */
const STEP = trialSize({ everyday: 9, full: 1 });
const LAST_CALL = 200;
const MOMENTS = trialSize({ everyday: 6, full: 60 });

test("a writer that is killed at any of its writes leaves each change whole or not at all, and none lost", {
  tags: ["F01"],
  timeout: 300_000,
}, async (task) => {
  const reason = whyNoStrace();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  let [killed, acknowledged, wasKilled] = [0, 0, true];
  for (let nth = 1; wasKilled && nth < LAST_CALL; nth += STEP) {
    const left = await killedAt(program, { nth, suffix: "-wal", synchronous: "FULL" });
    wasKilled = left.wasKilled;
    if (wasKilled) killed += 1;
    acknowledged += left.told.length;
    expectWhole(left, `write ${nth}`);
  }
  expect(wasKilled).toBe(false);
  expect(killed).toBeGreaterThan(3);
  sayFigure(task, `killed at ${killed} writes, ${acknowledged} acknowledged changes, 0 lost, 0 halves`);
});

test("nor does one that works for long and is killed at a random moment", {
  tags: ["F01"],
  timeout: 300_000,
}, async (task) => {
  const program = await buildProgram("add-profiles.ts");
  let acknowledged = 0;
  for (let round = 0; round < MOMENTS; round++) {
    const afterMs = randomInt(150);
    const left = await killedAfter(program, afterMs);
    expect(left.told.length).toBeGreaterThan(0);
    expectWhole(left, `after ${afterMs} ms`);
    acknowledged += left.told.length;
  }
  sayFigure(
    task,
    `killed at ${MOMENTS} random moments, ${acknowledged} acknowledged changes, 0 lost, 0 halves`,
  );
});

test("a writer whose log is in memory leaves a broken database or half a change when it is killed", {
  tags: ["F01-twin"],
  timeout: 120_000,
}, async (task) => {
  const reason = whyNoStrace();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  const isBroken = async (nth: number) => {
    try {
      const left = await killedAt(program, { nth, suffix: "", synchronous: "UNLOGGED" });
      return left.integrity !== "ok" || left.bad !== null || left.credentials !== left.held.length;
    } catch {
      return true;
    }
  };
  expect(await Promise.all([12, 20, 25].map(isBroken))).toContain(true);
});

test("a transaction that becomes a writer only later is refused at once while another one writes", {
  tags: ["F14-twin"],
}, () => {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  const [one, other] = [openDatabase(file), openDatabase(file)];
  for (const { close } of [one, other]) afterThisTest(close);
  one.raw.exec("BEGIN DEFERRED");
  one.raw.prepare("SELECT count(*) FROM settings").get();
  other.raw.exec("INSERT INTO settings (key, value) VALUES ('vault_id', 'v_1')");
  const startedMs = performance.now();
  const late = () => one.raw.exec("INSERT INTO settings (key, value) VALUES ('console_url', 'x')");
  expect(late).toThrow(expect.objectContaining({ code: "SQLITE_BUSY_SNAPSHOT" }));
  expect(performance.now() - startedMs).toBeLessThan(1000);
});

test("a change whose audit row comes after it, and not with it, stays without one", {
  tags: ["F07-twin"],
}, () => {
  const { db } = testContext();
  db.raw.exec("CREATE TRIGGER closed BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'closed'); END");
  db.raw.exec("INSERT INTO settings (key, value) VALUES ('console_url', 'changed')");
  const insert =
    "INSERT INTO audit_log (id, at_ms, actor_kind, actor, event, subject) VALUES (99, 1, 'system', 's', 'e', 's')";
  expect(() => db.raw.exec(insert)).toThrow("closed");
  expect(db.raw.prepare("SELECT value FROM settings WHERE key = 'console_url'").pluck().get()).toBe(
    "changed",
  );
});

type Kill = { nth: number; suffix: "" | "-wal"; synchronous: "FULL" | "UNLOGGED" };
type Left = Awaited<ReturnType<typeof whatIsLeft>>;

/** Kills a process that adds profiles when it is about to write to a file for the nth time, and looks at what is there. */
async function killedAt(program: string, { nth, suffix, synchronous }: Kill) {
  const { ctx, gatewayId, toldFile } = emptyConsole();
  const file = ctx.runtime.config.databaseFile + suffix;
  const inject = ["-o", "/dev/null", "-P", file, "-e", `inject=pwrite64:signal=KILL:when=${nth}`];
  const args = [process.execPath, program, ctx.folder, gatewayId, "3", synchronous, toldFile];
  const { signal, status } = spawnSync("strace", [...inject, ...args]);
  return { wasKilled: signal === "SIGKILL" || status === 137, ...(await whatIsLeft(ctx, toldFile)) };
}

/** Kills a process that adds profiles so many milliseconds after the first one. */
async function killedAfter(program: string, afterMs: number): Promise<Left> {
  const { ctx, gatewayId, toldFile } = emptyConsole();
  const child = spawn(process.execPath, [program, ctx.folder, gatewayId, "100000", "FULL", toldFile]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  while (!existsSync(toldFile) && child.exitCode === null) await pause(2);
  await pause(afterMs);
  child.kill("SIGKILL");
  await ended;
  return whatIsLeft(ctx, toldFile);
}

function emptyConsole() {
  const ctx = testContext();
  const { gatewayId } = testGateway(ctx);
  ctx.runtime.close();
  return { ctx, gatewayId, toldFile: path.join(ctx.folder, "told") };
}

async function whatIsLeft({ runtime: { db } }: TestContext, toldFile: string) {
  const told = existsSync(toldFile) ? readFileSync(toldFile, "utf8").split("\n").filter(Boolean) : [];
  return {
    told: told.map((n) => `openai:${n}`),
    held: db.raw.prepare("SELECT profile_id FROM profiles").pluck().all() as string[],
    credentials: db.raw.prepare("SELECT count(*) FROM credentials").pluck().get(),
    integrity: db.raw.pragma("integrity_check", { simple: true }),
    bad: (await readLog(db, null)).bad,
  };
}

function expectWhole({ told, held, ...left }: Left, when: string): void {
  expect(left, when).toMatchObject({ integrity: "ok", bad: null, credentials: held.length });
  expect(held, when).toEqual(expect.arrayContaining(told));
}
