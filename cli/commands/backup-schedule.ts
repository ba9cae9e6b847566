import { parseArgs } from "node:util";
import { SEAL, sealOf } from "#cli/age-flags.ts";
import { type Command, type CommandInput, EXIT, printJson, printLines, UsageError } from "#cli/command.ts";
import { fact } from "#cli/facts.ts";
import { needed, SWITCH, TEXT } from "#cli/flags.ts";
import { parseInput } from "#cli/invalid-input.ts";
import { timeText } from "#cli/time-text.ts";
import { clockText, intervalText } from "#lib/domain/backup-schedule.ts";
import { parseExpiresIn } from "#lib/domain/duration.ts";
import { sentenceOf } from "#lib/operation-sentence.ts";
import { TimeOfDay } from "#lib/operations/channel-input.ts";
import { runScheduledBackup } from "#lib/operations/run-scheduled-backup.ts";
import {
  BackupScheduleInput,
  clearBackupSchedule,
  setBackupSchedule,
} from "#lib/operations/set-backup-schedule.ts";
import { type BackupRunItem, type BackupsView, backupsView } from "#lib/views/backups-view.ts";

const OPTIONS = {
  recipient: SEAL.recipient,
  "recipients-file": TEXT,
  "with-keyring": SWITCH,
  ...{ folder: TEXT, every: TEXT, at: TEXT, zone: TEXT, keep: TEXT },
} as const;

const KEEP = "14";
const MINUTE_MS = 60_000;

/** Has the server make backups by itself. */
export const backupScheduleSet: Command = {
  async run(input) {
    const { args, context, stdout, t } = input;
    const { values } = parseArgs({ args, options: OPTIONS, strict: true });
    if ((values.recipient ?? []).length === 0 && values["recipients-file"] === undefined)
      throw new UsageError("backup_recipients");
    const seal = await sealOf(input, values);
    const wish = parseInput(BackupScheduleInput, {
      folder: needed("--folder", values.folder),
      recipients: "recipients" in seal ? seal.recipients : [],
      withKeyring: values["with-keyring"] ?? false,
      ...rhythmOf(values),
      zone: values.zone ?? "UTC",
      keep: values.keep ?? KEEP,
    });
    const ctx = context();
    setBackupSchedule(ctx, wish);
    const next = backupsView(ctx).schedule?.nextAtMs ?? ctx.nowMs;
    printLines(stdout, [t("cli.backup.schedule.set", { at: timeText(next) })]);
    return EXIT.done;
  },
};

function rhythmOf({ every, at }: { every?: string | undefined; at?: string | undefined }) {
  if ((every === undefined) === (at === undefined)) throw new UsageError("backup_when");
  if (at !== undefined) return { everyMinutes: null, atMinute: parseInput(TimeOfDay, at) };
  const duration = parseExpiresIn(every ?? "");
  if (!duration.ok) throw new UsageError("backup_when");
  return { everyMinutes: Math.round(duration.ms / MINUTE_MS), atMinute: null };
}

export const backupScheduleShow: Command = {
  run(input) {
    const { args, context, stdout } = input;
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const view = backupsView(context());
    if (values.json) printJson(stdout, view);
    else printLines(stdout, [...scheduleLines(input, view), ...view.runs.map((run) => runLine(input, run))]);
    return EXIT.done;
  },
};

export const backupScheduleOff: Command = {
  run({ args, context, stdout, t }) {
    parseArgs({ args, options: {}, strict: true });
    clearBackupSchedule(context());
    printLines(stdout, [t("cli.backup.schedule.off")]);
    return EXIT.done;
  },
};

/** Makes the schedule's backup now. What went wrong is on standard error and exits 1. */
export const backupScheduleRun: Command = {
  async run(input) {
    const { args, runtime, context, stdout, stderr } = input;
    const { values } = parseArgs({ args, options: { json: SWITCH }, strict: true });
    const run = await runScheduledBackup(context(), runtime.config, { isAsked: true, clock: Date.now });
    if (!run) return EXIT.refused;
    if (values.json) printJson(stdout, run);
    else printLines(run.state === "done" ? stdout : stderr, [runLine(input, run)]);
    return run.state === "done" ? EXIT.done : EXIT.refused;
  },
};

function scheduleLines({ t }: CommandInput, { schedule }: BackupsView): string[] {
  if (!schedule) return [t("cli.backup.schedule.none")];
  const { folder, recipients, everyMinutes, atMinute, zone, keep, withKeyring, nextAtMs } = schedule;
  const rhythm =
    atMinute === null
      ? t("cli.backup.schedule.every", { interval: intervalText(everyMinutes) })
      : t("cli.backup.schedule.at", { clock: clockText(atMinute), zone });
  return [
    fact(t, t("cli.backup.schedule.folder"), folder),
    fact(t, t("cli.backup.schedule.sealed_to"), recipients.join(" ")),
    fact(t, t("cli.backup.schedule.rhythm"), rhythm),
    fact(t, t("cli.backup.schedule.keep"), String(keep)),
    fact(
      t,
      t("cli.backup.schedule.keyring"),
      t(withKeyring ? "cli.backup.schedule.with_keyring" : "cli.backup.schedule.without_keyring"),
    ),
    fact(t, t("cli.backup.schedule.next"), timeText(nextAtMs)),
  ];
}

function runLine({ t }: CommandInput, { state, file, bytes, startedAtMs, error }: BackupRunItem): string {
  const at = timeText(startedAtMs);
  if (state === "done") return t("cli.backup.schedule.done", { file, bytes: bytes ?? 0 });
  if (state === "running") return t("cli.backup.schedule.running", { at });
  const why = sentenceOf(t, error ?? { code: "backup_failed", params: {} });
  return t("cli.backup.schedule.failed", { at, why });
}
