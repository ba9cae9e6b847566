import { statSync } from "node:fs";
import path from "node:path";
import { NO_CHANGE, OWN_RECORD, type Tx } from "#db/mutate.ts";
import {
  type BackupRunRow,
  type BackupScheduleRow,
  endBackupRun,
  extendBackupLease,
  findBackupRun,
  findBackupSchedule,
  forgetOldBackupRuns,
  insertBackupRun,
  lastBackupRun,
} from "#db/repositories/backup-schedule.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { Config } from "#lib/config.ts";
import { actorName } from "#lib/domain/actor.ts";
import { backupFileName, nextBackupAtMs } from "#lib/domain/backup-schedule.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { makeBackup } from "#lib/operations/make-backup.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { removeOldBackups } from "#lib/operations/remove-old-backups.ts";
import { usableFolder } from "#lib/operations/set-backup-schedule.ts";

/** Whoever makes a backup and says nothing for so long is taken for dead. */
const LEASE_MS = 5 * 60_000;
const RENEW_MS = 30_000;

/** What came of a backup is known for so long, and of so many. Of one whose file is kept it is known as long as that is. */
const RUNS_KEPT_MS = 400 * 24 * 60 * 60_000;
const RUNS_MAX = 500;

type Places = Pick<Config, "dataDir" | "keyringSource">;

/** When the schedule's next backup is due, in Unix milliseconds; null without a schedule. */
export function scheduledBackupAtMs({ db }: Pick<WriteContext, "db">): number | null {
  const schedule = findBackupSchedule(db.reader);
  return schedule && dueAtMs(schedule, lastBackupRun(db.reader));
}

function dueAtMs(schedule: BackupScheduleRow, last: BackupRunRow | null): number {
  const before = last && { startedAtMs: last.startedAtMs, isFailed: last.state === "failed" };
  return nextBackupAtMs(schedule, schedule.setAtMs, before);
}

/**
 * Makes the schedule's backup when it is due, or now, takes away those that are too many, and returns what came of it;
 * null when none was due. However many processes there are, one makes it.
 *
 * What goes wrong with it is written down and returned, not thrown. OperationError `backup_schedule_none` and
 * `backup_running` when it was asked for now.
 */
export async function runScheduledBackup(
  ctx: WriteContext,
  places: Places,
  { isAsked, clock }: { isAsked: boolean; clock: () => number },
): Promise<BackupRunRow | null> {
  authorise(ctx.actor, "key:manage");
  const dueMs = scheduledBackupAtMs(ctx);
  if (!isAsked && (dueMs === null || ctx.nowMs < dueMs)) return null;
  const begun = begin(ctx, isAsked);
  if (!begun) return null;
  const { id, file, schedule } = begun;
  const renewing = setInterval(() => renew(ctx, id, clock()), RENEW_MS);
  renewing.unref();
  try {
    usableFolder(schedule.folder);
    const seal = { recipients: schedule.recipients };
    // The schedule's own work: whoever set it gave the proof for it.
    const own = { ...ctx, actor: { kind: "system" } as const };
    await makeBackup(own, places, { file, seal, withKeyring: schedule.withKeyring });
    end(ctx, id, { state: "done", bytes: statSync(file).size, finishedAtMs: clock() });
    removeOldBackups({ ...own, nowMs: clock() }, schedule);
  } catch (error) {
    fail(ctx, id, error, clock());
  } finally {
    clearInterval(renewing);
  }
  return findBackupRun(ctx.db.reader, id);
}

type Begun = { id: number; file: string; schedule: BackupScheduleRow };

function begin(ctx: WriteContext, isAsked: boolean): Begun | null {
  return mutate<Begun | null>(ctx, (tx) => {
    const [schedule, last] = [findBackupSchedule(tx), lastBackupRun(tx)];
    const obstacle = obstacleTo(schedule, last, ctx.nowMs);
    if (isAsked && obstacle && obstacle !== "not_due") throw new OperationError(obstacle);
    if (!schedule || (obstacle && !isAsked)) return { result: null, audit: NO_CHANGE };
    const isLeft = last?.state === "running";
    if (isLeft) interrupt(tx, last.id, ctx.nowMs);
    const vaultId = findSetting(tx, "vault_id") ?? "";
    const file = path.join(schedule.folder, backupFileName(vaultId, ctx.nowMs));
    const run = { file, startedAtMs: ctx.nowMs, startedBy: actorName(ctx.actor) };
    const id = insertBackupRun(tx, { ...run, leaseUntilMs: ctx.nowMs + LEASE_MS });
    forgetOldBackupRuns(tx, { beforeMs: ctx.nowMs - RUNS_KEPT_MS, most: RUNS_MAX });
    return { result: { id, file, schedule }, audit: isLeft ? failedEntry("backup_interrupted") : OWN_RECORD };
  });
}

const failedEntry = (code: string) => ({ event: "backup.failed", subject: "backup", details: { code } });

function obstacleTo(schedule: BackupScheduleRow | null, last: BackupRunRow | null, nowMs: number) {
  if (!schedule) return "backup_schedule_none";
  if (last?.state === "running" && last.leaseUntilMs > nowMs) return "backup_running";
  return nowMs < dueAtMs(schedule, last) ? "not_due" : null;
}

/** Ends a run whose process is gone. */
function interrupt(tx: Tx, id: number, atMs: number): void {
  endBackupRun(tx, id, {
    state: "failed",
    error: { code: "backup_interrupted", params: {} },
    finishedAtMs: atMs,
  });
}

function renew(ctx: WriteContext, id: number, nowMs: number): void {
  mutate({ ...ctx, nowMs }, (tx) => {
    extendBackupLease(tx, id, { nowMs, untilMs: nowMs + LEASE_MS });
    return { result: undefined, audit: OWN_RECORD };
  });
}

function end(ctx: WriteContext, id: number, how: Parameters<typeof endBackupRun>[2]): void {
  mutate({ ...ctx, nowMs: how.finishedAtMs }, (tx) => {
    endBackupRun(tx, id, how);
    return { result: undefined, audit: OWN_RECORD };
  });
}

function fail(ctx: WriteContext, id: number, error: unknown, nowMs: number): void {
  const failure = failureOf(error);
  mutate({ ...ctx, nowMs }, (tx) => {
    endBackupRun(tx, id, { state: "failed", error: failure, finishedAtMs: nowMs });
    return { result: undefined, audit: failedEntry(failure.code) };
  });
}

/** Of an error that nobody worded, the system's name for it is told and never its message, which may quote anything. */
function failureOf(error: unknown): { code: string; params: Record<string, string | number> } {
  const known = asOperationError(error);
  if (known instanceof OperationError) return { code: known.code, params: { ...known.params } };
  const errno = known instanceof Error && "code" in known ? String(known.code) : "unknown";
  return { code: "backup_failed", params: { errno } };
}
