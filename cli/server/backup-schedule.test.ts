import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { expect, test, vi } from "vitest";
import { startBackupSchedule } from "#cli/server/backup-schedule.ts";
import { setBackupSchedule } from "#lib/operations/set-backup-schedule.ts";
import { TERMINAL, testContext } from "#lib/testing/context.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

test("a server removes what was left, makes the backup that is due, and no second one", async () => {
  const ctx = testContext(TERMINAL);
  const folder = temporaryFolder();
  const recipients = [await identityToRecipient(await generateX25519Identity())];
  const rhythm = { everyMinutes: 60, atMinute: null, zone: "UTC", keep: 3 };
  setBackupSchedule(ctx, { folder, recipients, withKeyring: false, ...rhythm });
  writeFileSync(path.join(folder, `.clawkeep-${2 ** 22 + 1}-0123456789ab.draft`), "sealed");
  const reported: unknown[] = [];
  const schedule = startBackupSchedule(ctx.runtime, (error) => reported.push(error), 10);
  await vi.waitFor(() => expect(readdirSync(folder)).toEqual([expect.stringMatching(/\.age$/)]), {
    timeout: 20_000,
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await schedule.stop();
  expect(readdirSync(folder)).toHaveLength(1);
  expect(reported).toEqual([]);
});
