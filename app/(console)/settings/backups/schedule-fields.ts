import { parseExpiresIn } from "#lib/domain/duration.ts";

const MINUTE_MS = 60_000;

/** What the schedule's form says, as `BackupScheduleInput` takes it. What is no number becomes NaN. */
export function scheduleFields(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const lines = text("recipients").split(/\r?\n/);
  return {
    folder: text("folder"),
    recipients: lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#")),
    withKeyring: form.get("withKeyring") === "on",
    everyMinutes: text("everyMinutes") === "" ? null : minutesOf(text("everyMinutes")),
    atMinute: text("atMinute") === "" ? null : clockMinute(text("atMinute")),
    zone: text("zone"),
    keep: text("keep"),
  };
}

function minutesOf(text: string): number {
  const duration = parseExpiresIn(text);
  return duration.ok ? Math.round(duration.ms / MINUTE_MS) : Number.NaN;
}

/** `HH:MM` in minutes since midnight. */
function clockMinute(text: string): number {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
    : Number.NaN;
}
