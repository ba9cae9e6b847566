import { createHash } from "node:crypto";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { deleteBackupSchedule, saveBackupSchedule } from "#db/repositories/backup-schedule.ts";
import { actorName } from "#lib/domain/actor.ts";
import { isTimeZone } from "#lib/domain/local-time.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { checkSeal } from "#lib/vault/age-file.ts";

const RECIPIENTS_MAX = 20;
const KEEP_MAX = 1000;
const MINUTES_MAX = 365 * 24 * 60;

/** A schedule as a form or a command gives it: either an interval, or a time of day in a zone. */
export const BackupScheduleInput = z
  .strictObject({
    folder: z.string().trim().min(1, "required").max(1000, "too_long"),
    recipients: z.array(z.string().max(4096, "too_long")).min(1, "required").max(RECIPIENTS_MAX, "too_long"),
    withKeyring: z.boolean(),
    everyMinutes: z.int("backup_rhythm").min(5, "backup_rhythm").max(MINUTES_MAX, "backup_rhythm").nullable(),
    atMinute: z.int("time_of_day").min(0).max(1439).nullable(),
    zone: z.string().max(64, "too_long").refine(isTimeZone, "time_zone"),
    keep: z.coerce
      .number("backup_keep")
      .int("backup_keep")
      .min(1, "backup_keep")
      .max(KEEP_MAX, "backup_keep"),
  })
  .refine((wish) => (wish.everyMinutes === null) !== (wish.atMinute === null), {
    message: "backup_rhythm",
    path: ["everyMinutes"],
  });
export type BackupScheduleInput = z.output<typeof BackupScheduleInput>;

/** What a proof of `backup.schedule` is for: this schedule and no other; null is none. */
export function scheduleTarget(wish: BackupScheduleInput | null): string {
  return createHash("sha256").update(JSON.stringify(wish)).digest("hex");
}

/**
 * Has the server make backups by itself. Needs a proof of `backup.schedule` on exactly this.
 *
 * OperationError `backup_folder_*` for a folder that is not absolute, not there or not to be written, and
 * `backup_recipient_invalid`.
 */
export function setBackupSchedule(ctx: WriteContext, wish: BackupScheduleInput): void {
  authorise(ctx.actor, "key:manage");
  const folder = usableFolder(wish.folder);
  try {
    checkSeal({ recipients: wish.recipients });
  } catch (error) {
    throw asOperationError(error);
  }
  mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "backup.schedule", scheduleTarget(wish));
    saveBackupSchedule(tx, { ...wish, folder, setAtMs: ctx.nowMs, setBy: actorName(ctx.actor) });
    const { zone: _, ...details } = { ...wish, folder };
    return { result: undefined, audit: { event: "backup.schedule_set", subject: "backup", details } };
  });
}

/** Ends the schedule; what it made stays. Needs a proof too. OperationError `backup_schedule_none`. */
export function clearBackupSchedule(ctx: WriteContext): void {
  authorise(ctx.actor, "key:manage");
  mutate(ctx, (tx) => {
    if (!deleteBackupSchedule(tx)) throw new OperationError("backup_schedule_none");
    requireStepUp(ctx, tx, "backup.schedule", scheduleTarget(null));
    return { result: undefined, audit: { event: "backup.schedule_ended", subject: "backup" } };
  });
}

/** The folder, if backups can be put there. */
export function usableFolder(folder: string): string {
  if (!path.isAbsolute(folder)) throw new OperationError("backup_folder_relative", { folder });
  const normal = path.normalize(folder);
  if (!statSync(normal, { throwIfNoEntry: false })?.isDirectory())
    throw new OperationError("backup_folder_missing", { folder: normal });
  try {
    accessSync(normal, constants.W_OK | constants.X_OK);
  } catch {
    throw new OperationError("backup_folder_closed", { folder: normal });
  }
  return normal;
}
