"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { openingIn, recipientsIn } from "#app/_server/age-form.ts";
import { makeBackupToFetch } from "#app/_server/backup-download.ts";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import { runtime } from "#app/_server/runtime.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { scheduleFields } from "#app/(console)/settings/backups/schedule-fields.ts";
import { sealTarget } from "#lib/operations/sealed-file.ts";
import {
  BackupScheduleInput,
  clearBackupSchedule,
  scheduleTarget,
  setBackupSchedule,
} from "#lib/operations/set-backup-schedule.ts";
import { tryScheduledBackup } from "#lib/operations/try-scheduled-backup.ts";

/** What every deed here asks for. */
const MAY = { permission: "key:manage" } as const;

export async function makeBackupAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  try {
    const recipients = recipientsIn(form.get("recipients"));
    await prove(form, { ...MAY, action: "backup.make", target: sealTarget(recipients) });
    const issued = await makeBackupToFetch(ctx, recipients, form.get("withKeyring") === "on");
    return { status: "done", message: (await getT("backups.now"))("done"), issued };
  } catch (error) {
    return refused(error, typed);
  }
}

export async function setScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  const input = BackupScheduleInput.safeParse(scheduleFields(form));
  if (!input.success) return invalidInput(input.error, typed);
  const wish = input.data;
  try {
    await prove(form, { ...MAY, action: "backup.schedule", target: scheduleTarget(wish) });
    setBackupSchedule(ctx, wish);
  } catch (error) {
    return refused(error, typed);
  }
  redirect("/settings/backups");
}

export async function clearScheduleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    await prove(form, { ...MAY, action: "backup.schedule", target: scheduleTarget(null) });
    clearBackupSchedule(ctx);
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("backups.schedule"))("ended") };
}

/** The drill with one backup of the schedule. What opens it is used for this and forgotten. */
export async function tryBackupAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let report: Awaited<ReturnType<typeof tryScheduledBackup>>;
  try {
    report = await tryScheduledBackup(ctx, runtime().config, Number(form.get("id")), await openingIn(form));
  } catch (error) {
    return refused(error);
  }
  refresh();
  const { auditRows, dataKeys, secrets } = report;
  return { status: "done", message: (await getT("backups.try"))("done", { auditRows, dataKeys, secrets }) };
}
