import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { findBackupSchedule, lastBackupRun, listBackupRuns } from "#db/repositories/backup-schedule.ts";
import { readConfig } from "#lib/config.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { proveIdentity } from "#lib/operations/prove-identity.ts";
import { removeLeftovers } from "#lib/operations/remove-old-backups.ts";
import { restoreBackup } from "#lib/operations/restore-backup.ts";
import { runScheduledBackup } from "#lib/operations/run-scheduled-backup.ts";
import {
  type BackupScheduleInput,
  clearBackupSchedule,
  scheduleTarget,
  setBackupSchedule,
} from "#lib/operations/set-backup-schedule.ts";
import { tryScheduledBackup } from "#lib/operations/try-scheduled-backup.ts";
import { actorOf, TERMINAL, type TestContext, testContext, testRuntime } from "#lib/testing/context.ts";
import { fillVault } from "#lib/testing/full-vault.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPersonWithPassword, addSession, PASSWORD } from "#lib/testing/people.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";
import { backupsView, failedBackup } from "#lib/views/backups-view.ts";

const identity = await generateX25519Identity();
const recipient = await identityToRecipient(identity);
const OPENING = { identities: [new SecretText(identity)] };
const HOUR_MS = 3_600_000;
const code = (name: string) => expect.objectContaining({ code: name });

function scheduled(more: Partial<BackupScheduleInput> = {}) {
  const ctx = testContext(TERMINAL);
  const folder = temporaryFolder();
  const wish: BackupScheduleInput = {
    ...{ folder, recipients: [recipient], withKeyring: true, zone: "UTC", keep: 2 },
    ...{ everyMinutes: 60, atMinute: null },
    ...more,
  };
  setBackupSchedule(ctx, wish);
  const run = (hours: number, isAsked = false) => runAt(ctx, NOW_MS + hours * HOUR_MS, isAsked);
  return { ctx, folder, wish, run, files: () => readdirSync(folder).sort() };
}

const runAt = (ctx: TestContext, nowMs: number, isAsked: boolean) =>
  runScheduledBackup({ ...ctx, nowMs }, ctx.runtime.config, { isAsked, clock: () => nowMs });

const events = ({ db }: TestContext) =>
  db.raw.prepare("SELECT event FROM audit_log WHERE event LIKE 'backup.%' ORDER BY id").pluck().all();

describe("a schedule", () => {
  test("forgets runs that are over for long or too many, and none whose file is kept", async () => {
    const { ctx, run } = scheduled();
    await run(0);
    const insert = ctx.db.raw.prepare(`INSERT INTO backup_runs
      (state, file, started_at_ms, started_by, finished_at_ms, lease_until_ms, error)
      VALUES ('failed', ?, ?, 'system', ?, 0, '{"code":"backup_failed","params":{}}')`);
    for (let at = 0; at < 600; at += 1) insert.run(`/b/${at}.age`, NOW_MS + at, NOW_MS + at);
    await run(1, true);
    const ids = () => listBackupRuns(ctx.db.reader, 1000).map(({ id }) => id);
    expect(ids()).toEqual([...Array.from({ length: 500 }, (_, at) => 602 - at), 1]);
    await run(401 * 24, true);
    expect(ids()).toEqual([603, 602, 1]);
  });

  test("makes its backup when it is due and not before, and the drill opens it", async () => {
    const { ctx, run, files } = scheduled();
    fillVault(ctx, 2);
    expect(await run(0)).toMatchObject({ state: "done", error: null });
    expect(await run(0.9)).toBeNull();
    expect(files()).toHaveLength(1);
    expect(await run(1)).toMatchObject({ state: "done" });
    expect(files()).toHaveLength(2);
    const [last] = listBackupRuns(ctx.db.reader, 1);
    const report = await tryScheduledBackup(ctx, ctx.runtime.config, last?.id ?? 0, OPENING);
    expect(report).toMatchObject({ dataKeys: 2, secrets: 6, hasKeyring: true });
    expect(backupsView(ctx).runs[0]?.triedAtMs).toBe(NOW_MS);
    expect(events(ctx)).toEqual(["backup.schedule_set", "backup.made", "backup.made", "backup.verified"]);
  });

  test("keeps as many as it was told, and takes away only files that are still its own", async () => {
    const { ctx, folder, run, files } = scheduled({ keep: 1 });
    writeFileSync(path.join(folder, "notes.txt"), "mine");
    await run(0);
    const [first] = files();
    await run(1);
    expect(files()).toHaveLength(2);
    expect(files()).not.toContain(first);

    const kept = path.join(folder, files().find((name) => name.endsWith(".age")) ?? "");
    writeFileSync(kept, "someone put another file here");
    await run(2);
    expect(readFileSync(kept, "utf8")).toBe("someone put another file here");

    const replaced = lastBackupRun(ctx.db.reader)?.file ?? "";
    const elsewhere = path.join(temporaryFolder(), "elsewhere.age");
    writeFileSync(elsewhere, readFileSync(replaced));
    rmSync(replaced);
    symlinkSync(elsewhere, replaced);
    await run(3);
    expect(existsSync(elsewhere)).toBe(true);
    expect(existsSync(replaced)).toBe(true);
    expect(readFileSync(path.join(folder, "notes.txt"), "utf8")).toBe("mine");
  });

  test("says in words what went wrong, is tried again, and the trouble is over with the next", async () => {
    const { ctx, folder, run } = scheduled();
    rmSync(folder, { recursive: true });
    expect(await run(0)).toMatchObject({
      state: "failed",
      error: { code: "backup_folder_missing", params: { folder } },
    });
    expect(failedBackup(ctx)).toMatchObject({ state: "failed" });
    expect(events(ctx)).toEqual(["backup.schedule_set", "backup.failed"]);
    expect(await run(0.2)).toBeNull();
    mkdirSync(folder);
    expect(await run(0.25)).toMatchObject({ state: "done" });
    expect(failedBackup(ctx)).toBeNull();
  });

  test("is worked by one process at a time, and taken over from one that is gone", async () => {
    const { ctx, run } = scheduled();
    const other = testRuntime(ctx.folder).openingContext(TERMINAL, NOW_MS);
    const asked = () => runScheduledBackup(other, ctx.runtime.config, { isAsked: true, clock: () => NOW_MS });
    const first = run(0);
    await expect(asked()).rejects.toEqual(code("backup_running"));
    await first;
    ctx.db.raw.exec(`INSERT INTO backup_runs (state, file, started_at_ms, started_by, lease_until_ms)
      VALUES ('running', '/gone', ${NOW_MS + HOUR_MS}, 'system', ${NOW_MS + 2 * HOUR_MS})`);
    expect(await run(1.5)).toBeNull();
    expect(await run(3)).toMatchObject({ state: "done" });
    expect(listBackupRuns(ctx.db.reader, 2)[1]).toMatchObject({
      state: "failed",
      error: { code: "backup_interrupted" },
    });
  });

  test("is refused for a folder that is not there, is relative or closed, and for what is no public key", () => {
    const { ctx, wish } = scheduled();
    const before = findBackupSchedule(ctx.db.reader);
    const set = (more: Partial<BackupScheduleInput>) => () => setBackupSchedule(ctx, { ...wish, ...more });
    expect(set({ folder: "backups" })).toThrow(code("backup_folder_relative"));
    expect(set({ folder: "/nowhere/at/all" })).toThrow(code("backup_folder_missing"));
    expect(set({ recipients: [identity] })).toThrow(code("backup_recipient_invalid"));
    expect(findBackupSchedule(ctx.db.reader)).toEqual(before);
  });

  test("that is ended makes no more, and what it made stays", async () => {
    const { ctx, run, files } = scheduled();
    await run(0);
    clearBackupSchedule(ctx);
    expect(await run(2)).toBeNull();
    await expect(run(2, true)).rejects.toEqual(code("backup_schedule_none"));
    expect(files()).toHaveLength(1);
    expect(() => clearBackupSchedule(ctx)).toThrow(code("backup_schedule_none"));
  });
});

test("a restored console does not take its own backup for one that is being made, or was interrupted", async () => {
  const { run } = scheduled();
  const file = (await run(0))?.file ?? "";
  const places = readConfig({ HOME: temporaryFolder() });
  await restoreBackup({ actor: TERMINAL, nowMs: NOW_MS }, places, file, {
    opening: OPENING,
    keepTokens: true,
  });
  const db = openDatabase(places.databaseFile);
  afterThisTest(() => db.close());
  expect(findBackupSchedule(db.reader)).not.toBeNull();
  expect(listBackupRuns(db.reader, 5)).toEqual([]);
});

test("what a killed backup left is removed from both folders, and nothing else", () => {
  const { ctx, folder } = scheduled();
  const left = `.clawkeep-${2 ** 22 + 1}-0123456789ab.draft`;
  const { dataDir } = ctx.runtime.config;
  for (const place of [folder, dataDir]) writeFileSync(path.join(place, left), "sealed");
  writeFileSync(path.join(folder, "notes.draft"), "mine");
  removeLeftovers(ctx, ctx.runtime.config);
  expect(readdirSync(folder)).toEqual(["notes.draft"]);
  expect(readdirSync(dataDir)).not.toContain(left);
});

test("the schedule is set and ended with a proof for exactly that", { tags: ["W08"] }, async () => {
  const { ctx, wish } = scheduled();
  const web = ctx.as(addSession(ctx, await addPersonWithPassword(ctx, "owner")));
  const other = { ...wish, keep: 9 };
  const prove = (target: BackupScheduleInput | null) =>
    proveIdentity(
      web,
      { kind: "password", password: PASSWORD },
      { action: "backup.schedule", target: scheduleTarget(target), address: "192.0.2.7" },
    );
  await prove(wish);
  expect(() => setBackupSchedule(web, other)).toThrow(code("step_up_required"));
  expect(() => clearBackupSchedule(web)).toThrow(code("step_up_required"));
  expect(findBackupSchedule(ctx.db.reader)).toMatchObject({ keep: 2 });
  await prove(other);
  setBackupSchedule(web, other);
  expect(findBackupSchedule(ctx.db.reader)).toMatchObject({ keep: 9 });
  await prove(null);
  clearBackupSchedule(web);
  expect(findBackupSchedule(ctx.db.reader)).toBeNull();
});

test.each(["admin", "operator", "viewer"] as const)("%s may neither set, end, run nor try", async (role) => {
  const { ctx, wish, run } = scheduled();
  const done = await run(0);
  const theirs = ctx.as(actorOf(role));
  const { config } = ctx.runtime;
  expect(() => setBackupSchedule(theirs, wish)).toThrow(code("forbidden"));
  expect(() => clearBackupSchedule(theirs)).toThrow(code("forbidden"));
  const asked = runScheduledBackup(theirs, config, { isAsked: true, clock: () => NOW_MS });
  await expect(asked).rejects.toEqual(code("forbidden"));
  await expect(tryScheduledBackup(theirs, config, done?.id ?? 0, OPENING)).rejects.toEqual(code("forbidden"));
});
