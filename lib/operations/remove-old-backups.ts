import { closeSync, constants, existsSync, fstatSync, openSync, readSync, rmSync } from "node:fs";
import path from "node:path";
import type { BackupRunRow, BackupScheduleRow } from "#db/repositories/backup-schedule.ts";
import { findBackupSchedule, listKeptBackups, noteBackupRemoved } from "#db/repositories/backup-schedule.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { Config } from "#lib/config.ts";
import { isBackupFileName } from "#lib/domain/backup-schedule.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { removeLeftDrafts } from "#lib/operations/private-draft.ts";

/** What every file of the age format begins with. */
const HEADER = "age-encryption.org/v1\n";

/**
 * Takes away the backups that are more than the schedule keeps, the oldest first. Only files that the schedule made in
 * its folder, that are called as it calls them and are still what it wrote by length and header; anything else is left,
 * and no longer counted.
 */
export function removeOldBackups(ctx: WriteContext, { folder, keep }: BackupScheduleRow): void {
  const vaultId = findSetting(ctx.db.reader, "vault_id") ?? "";
  const own = listKeptBackups(ctx.db.reader).filter(({ file }) => path.dirname(file) === folder);
  for (const run of own.slice(keep)) {
    const isOurs = isBackupFileName(path.basename(run.file), vaultId) && isAsWritten(run);
    if (isOurs) rmSync(run.file);
    mutate(ctx, (tx) => {
      noteBackupRemoved(tx, run.id, ctx.nowMs);
      const details = { file: run.file, left: !isOurs };
      return { result: undefined, audit: { event: "backup.removed", subject: "backup", details } };
    });
  }
}

/** Removes what backups left whose processes were killed: in the data folder, and in the schedule's. */
export function removeLeftovers(
  { db }: Pick<WriteContext, "db">,
  { dataDir }: Pick<Config, "dataDir">,
): void {
  const folders = [dataDir, findBackupSchedule(db.reader)?.folder];
  for (const folder of folders) if (folder !== undefined && existsSync(folder)) removeLeftDrafts(folder);
}

function isAsWritten({ file, bytes }: BackupRunRow): boolean {
  try {
    const opened = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(opened);
      const start = Buffer.alloc(HEADER.length);
      readSync(opened, start, 0, start.length, 0);
      return stats.isFile() && stats.size === bytes && start.toString("latin1") === HEADER;
    } finally {
      closeSync(opened);
    }
  } catch {
    return false;
  }
}
