import { spawn } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { profiles } from "#db/schema.ts";
import { readLog } from "#lib/operations/verify-audit.ts";
import { OWNER, testContext } from "#lib/testing/context.ts";
import { testGateway } from "#lib/testing/gateway.ts";
import { makeDiskImage, mountImage, whyNoMounts } from "#lib/testing/mounts.ts";
import { buildProgram } from "#lib/testing/processes.ts";
import { sayFigure } from "#lib/testing/say-figure.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { trialSize } from "#lib/testing/trial-size.ts";

const ROUNDS = trialSize({ everyday: 5, full: 20 });
const CARELESS_ROUNDS = trialSize({ everyday: 1, full: 5 });
/** A moment right after SQLite has moved its log into the database loses nothing; so many in a row are none by chance. */
const PATIENCE = 15;
const DISK_MIB = 48;
const WRITING_MS = 300;

test("what a change was acknowledged for is there after the power went away", {
  tags: ["F03"],
  timeout: 300_000,
}, async (task) => {
  const reason = whyNoMounts();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  let acknowledged = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const { told, held, integrity, bad } = await losePower(
      program,
      "FULL",
      WRITING_MS * (1 + (round % 5) / 3),
    );
    expect({ integrity, bad }).toEqual({ integrity: "ok", bad: null });
    expect(told.length).toBeGreaterThan(0);
    expect(held).toEqual(expect.arrayContaining(told));
    acknowledged += told.length;
  }
  sayFigure(task, `${ROUNDS} power losses, ${acknowledged} acknowledged changes, 0 lost`);
});

test("a database that synchronises less loses acknowledged changes when the power goes away", {
  tags: ["F03-twin"],
  timeout: 120_000,
}, async (task) => {
  const reason = whyNoMounts();
  if (reason) return task.skip(reason);
  const program = await buildProgram("add-profiles.ts");
  let [rounds, acknowledged, lost] = [0, 0, 0];
  while (rounds < CARELESS_ROUNDS || (lost === 0 && rounds < PATIENCE)) {
    const { told, held, integrity } = await losePower(program, "NORMAL", WRITING_MS * (2 + (rounds % 5) / 3));
    expect(integrity).toBe("ok");
    rounds += 1;
    acknowledged += told.length;
    lost += told.filter((n) => !held.includes(n)).length;
  }
  expect(lost).toBeGreaterThan(0);
  sayFigure(task, `${rounds} power losses, ${lost} of ${acknowledged} acknowledged changes lost`);
});

/**
 * Lets a process add profiles on a disk of its own, stops it at a moment, and goes on with a copy of what the disk itself
 * has by then: what was not synchronised is in the memory of the file system, and gone.
 */
async function losePower(program: string, synchronous: "FULL" | "NORMAL", writingMs: number) {
  const home = temporaryFolder();
  const [disk, copy, toldFile] = ["disk.img", "copy.img", "told"].map((name) => path.join(home, name)) as [
    string,
    string,
    string,
  ];
  const data = path.join(home, ".local/share/clawkeep");
  makeDiskImage(disk, DISK_MIB);
  const unmount = mountImage(disk, data);
  const ctx = testContext(OWNER, home);
  const { gatewayId } = testGateway(ctx);
  ctx.runtime.close();

  const child = spawn(process.execPath, [program, home, gatewayId, "100000", synchronous, toldFile]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  try {
    while (!existsSync(toldFile) && child.exitCode === null) await pause(5);
    await pause(writingMs);
    child.kill("SIGSTOP");
    // It stands still when the call is over that it is in.
    await pause(50);
    copyFileSync(disk, copy);
  } finally {
    child.kill("SIGKILL");
    await ended;
    unmount();
  }
  const told = readFileSync(toldFile, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((n) => `openai:${n}`);
  const unmountCopy = mountImage(copy, data);
  try {
    const { db } = ctx.runtime;
    const held = db.reader.select({ profileId: profiles.profileId }).from(profiles).all();
    const integrity = db.raw.pragma("integrity_check", { simple: true });
    const { bad } = await readLog(db, null);
    return { told, held: held.map(({ profileId }) => profileId), integrity, bad };
  } finally {
    ctx.runtime.close();
    unmountCopy();
  }
}
