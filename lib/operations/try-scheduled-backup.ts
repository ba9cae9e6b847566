import { existsSync } from "node:fs";
import { findBackupRun, noteBackupTried } from "#db/repositories/backup-schedule.ts";
import type { Config } from "#lib/config.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { type BackupReport, verifyBackup } from "#lib/operations/restore-backup.ts";
import type { AgeOpening } from "#lib/vault/age-file.ts";

/**
 * The drill with a backup of the schedule: everything that restoring does, in a private folder that is removed. That it
 * was done is written down. Throws `backup_gone` and what `verifyBackup` throws.
 */
export async function tryScheduledBackup(
  ctx: WriteContext,
  places: Pick<Config, "keyringSource">,
  runId: number,
  opening: AgeOpening,
): Promise<BackupReport> {
  authorise(ctx.actor, "key:manage");
  const run = findBackupRun(ctx.db.reader, runId);
  if (run?.state !== "done" || run.removedAtMs !== null || !existsSync(run.file))
    throw new OperationError("backup_gone");
  const report = await verifyBackup(ctx, places, run.file, opening);
  mutate(ctx, (tx) => {
    noteBackupTried(tx, runId, ctx.nowMs);
    const details = { file: run.file, dataKeys: report.dataKeys, secrets: report.secrets };
    return { result: undefined, audit: { event: "backup.verified", subject: "backup", details } };
  });
  return report;
}
