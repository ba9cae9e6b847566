import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test } from "vitest";
import { watchAuditEnd } from "#lib/operations/audit-witness.ts";
import { consoleHealth, LOG_BYTES_MAX } from "#lib/operations/console-health.ts";
import { runScheduledBackup } from "#lib/operations/run-scheduled-backup.ts";
import { setBackupSchedule } from "#lib/operations/set-backup-schedule.ts";
import { TERMINAL, testContext, testRuntime } from "#lib/testing/context.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const isReady = ({ runtime }: ReturnType<typeof testContext>) =>
  consoleHealth(runtime, runtime.config.keyringFile).isVaultReady;

test("says the release of package.json, and a vault that is not made is not ready", () => {
  const runtime = testRuntime();
  const { version, isVaultReady } = consoleHealth(runtime, runtime.config.keyringFile);
  expect(version).toBe(JSON.parse(readFileSync("package.json", "utf8")).version);
  expect(isVaultReady).toBe(false);
});

test("a vault is ready with its own keyring, private and whole, and with no other", () => {
  const [ctx, other] = [testContext(), testContext()];
  const { keyringFile } = ctx.runtime.config;
  expect(isReady(ctx)).toBe(true);

  const own = readFileSync(keyringFile, "utf8");
  chmodSync(keyringFile, 0o644);
  expect(isReady(ctx)).toBe(false);
  chmodSync(keyringFile, 0o600);
  expect(isReady(ctx)).toBe(true);
  writeFileSync(keyringFile, readFileSync(other.runtime.config.keyringFile, "utf8"));
  expect(isReady(ctx)).toBe(false);
  writeFileSync(keyringFile, own.slice(0, -5));
  expect(isReady(ctx)).toBe(false);
  rmSync(keyringFile);
  expect(isReady(ctx)).toBe(false);
});

test("says what is wrong with the audit log, and how large the database's log is", () => {
  const ctx = testContext();
  const { databaseFile, keyringFile } = ctx.runtime.config;
  const health = () => consoleHealth(ctx, keyringFile);
  expect(health()).toMatchObject({ auditFault: null, isBackupFailed: false });
  expect(health().logBytes).toBe(statSync(`${databaseFile}-wal`).size);
  expect(health().logBytes).toBeLessThan(LOG_BYTES_MAX);

  ctx.db.raw.pragma("wal_checkpoint(TRUNCATE)");
  expect(health().logBytes).toBe(0);
  watchAuditEnd(ctx, keyringFile);
  ctx.db.raw.exec("DROP TRIGGER audit_log_no_delete; DELETE FROM audit_log WHERE id > 0");
  watchAuditEnd(ctx, keyringFile);
  expect(health().auditFault).toMatchObject({ fault: "truncated" });
});

test("says that the last scheduled backup failed, until there is one again", async () => {
  const ctx = testContext(TERMINAL);
  const folder = path.join(temporaryFolder(), "backups");
  mkdirSync(folder);
  const recipient = await identityToRecipient(await generateX25519Identity());
  setBackupSchedule(ctx, {
    ...{ folder, recipients: [recipient], withKeyring: false, zone: "UTC", keep: 2 },
    ...{ everyMinutes: 60, atMinute: null },
  });
  const backUp = () => {
    return runScheduledBackup(ctx, ctx.runtime.config, { isAsked: true, clock: () => NOW_MS });
  };
  const isFailed = () => consoleHealth(ctx, ctx.runtime.config.keyringFile).isBackupFailed;
  rmSync(folder, { recursive: true });
  await backUp();
  expect(isFailed()).toBe(true);
  mkdirSync(folder);
  await backUp();
  expect(isFailed()).toBe(false);
});
