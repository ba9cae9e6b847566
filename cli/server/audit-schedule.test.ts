import { existsSync, readFileSync, rmSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { startAuditSchedule } from "#cli/server/audit-schedule.ts";
import { auditExtent, listCheckpoints } from "#db/repositories/audit-chain.ts";
import { witnessFile } from "#lib/operations/audit-witness.ts";
import { testContext } from "#lib/testing/context.ts";
import { sealVault } from "#lib/testing/sealed-vault.ts";
import { afterThisTest } from "#lib/testing/temporary-folder.ts";

const QUICK = { firstLookMs: 1, lookEveryMs: 5 };

test("a checkpoint is kept, once a day", async () => {
  const { runtime, db } = testContext();
  const report = vi.fn();
  const schedule = startAuditSchedule(runtime, report, QUICK);
  afterThisTest(() => schedule.stop());
  await vi.waitFor(() => expect(listCheckpoints(db.reader)).toHaveLength(1));
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(listCheckpoints(db.reader)).toHaveLength(1);
  expect(report).not.toHaveBeenCalled();
});

test("the newest checkpoint stands beside the keyring, that of the last moment too", async () => {
  const { runtime, db } = testContext();
  const schedule = startAuditSchedule(runtime, vi.fn(), { ...QUICK, witnessEveryMs: 5 });
  const file = witnessFile(runtime.config.keyringFile);
  await vi.waitFor(() => expect(existsSync(file)).toBe(true));
  schedule.stop();
  expect(JSON.parse(readFileSync(file, "utf8")).rows).toBe(auditExtent(db).lastId);
});

test("without its keyring the server goes on and says so once", async () => {
  const { runtime, db } = testContext();
  rmSync(runtime.config.keyringFile);
  const report = vi.fn();
  const schedule = startAuditSchedule(runtime, report, QUICK);
  await vi.waitFor(() => expect(report).toHaveBeenCalled());
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(report).toHaveBeenCalledTimes(1);
  schedule.stop();
  expect(report).toHaveBeenCalledWith(expect.objectContaining({ code: "keyring_missing" }));
  expect(listCheckpoints(db.reader)).toEqual([]);
});

test("while the vault is sealed it waits without a word", async () => {
  const ctx = testContext();
  const { open } = await sealVault(ctx);
  const report = vi.fn();
  const schedule = startAuditSchedule(ctx.runtime, report, QUICK);
  afterThisTest(() => schedule.stop());
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(listCheckpoints(ctx.db.reader)).toEqual([]);
  await open();
  await vi.waitFor(() => expect(listCheckpoints(ctx.db.reader)).toHaveLength(1));
  expect(report).not.toHaveBeenCalled();
});
