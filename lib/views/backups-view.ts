import {
  type BackupRunRow,
  type BackupScheduleRow,
  findBackupSchedule,
  lastBackupRun,
  listBackupRuns,
} from "#db/repositories/backup-schedule.ts";
import { nextBackupAtMs } from "#lib/domain/backup-schedule.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type BackupRunItem = Pick<
  BackupRunRow,
  "id" | "state" | "file" | "startedAtMs" | "finishedAtMs" | "bytes" | "error" | "removedAtMs" | "triedAtMs"
>;

export type BackupsView = {
  asOfMs: number;
  schedule: (BackupScheduleRow & { nextAtMs: number }) | null;
  /** Newest first. */
  runs: BackupRunItem[];
  /** The last backup, when it failed; a person has to see to it. */
  trouble: BackupRunItem | null;
};

const RUNS_SHOWN = 20;

/** The schedule with its next backup, and what came of the last ones. */
export function backupsView({ db, nowMs }: ViewContext): BackupsView {
  const schedule = findBackupSchedule(db.reader);
  const runs = listBackupRuns(db.reader, RUNS_SHOWN);
  const [last] = runs;
  const before = last ? { startedAtMs: last.startedAtMs, isFailed: last.state === "failed" } : null;
  return {
    asOfMs: nowMs,
    schedule: schedule && { ...schedule, nextAtMs: nextBackupAtMs(schedule, schedule.setAtMs, before) },
    runs: runs.map(itemOf),
    trouble: schedule && last?.state === "failed" ? itemOf(last) : null,
  };
}

/** The scheduled backup that failed, as long as no later one came to be. */
export function failedBackup({ db }: Pick<ViewContext, "db">): BackupRunItem | null {
  const last = lastBackupRun(db.reader);
  return last?.state === "failed" && findBackupSchedule(db.reader) ? itemOf(last) : null;
}

function itemOf(row: BackupRunRow): BackupRunItem {
  const { id, state, file, startedAtMs, finishedAtMs, bytes, error, removedAtMs, triedAtMs } = row;
  return { id, state, file, startedAtMs, finishedAtMs, bytes, error, removedAtMs, triedAtMs };
}
