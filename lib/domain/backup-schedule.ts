import { nextMinuteMs } from "#lib/domain/local-time.ts";

/** When backups are made: so long after the last one, or when a clock in a zone shows this minute of the day. */
export type BackupRhythm = { everyMinutes: number | null; atMinute: number | null; zone: string };

/** The last backup: when it was begun, and whether it came to be. */
export type LastBackup = { startedAtMs: number; isFailed: boolean };

const MINUTE_MS = 60_000;

/** After a failure it is tried again this soon, or when the next one is due, whichever comes first. */
const RETRY_MS = 15 * MINUTE_MS;

/**
 * When the next backup is due, in Unix milliseconds. `setAtMs` is when the rhythm was set: at an interval the first one
 * is made at once, so that what is wrong with the folder is seen by whoever chose it. Backups of before do not count.
 */
export function nextBackupAtMs(rhythm: BackupRhythm, setAtMs: number, last: LastBackup | null): number {
  const { everyMinutes, atMinute, zone } = rhythm;
  const since = last !== null && last.startedAtMs >= setAtMs ? last : null;
  const regular =
    atMinute === null
      ? since && since.startedAtMs + (everyMinutes ?? 0) * MINUTE_MS
      : nextMinuteMs(atMinute, zone, since?.startedAtMs ?? setAtMs);
  if (regular === null) return setAtMs;
  return since?.isFailed ? Math.min(regular, since.startedAtMs + RETRY_MS) : regular;
}

/** The name of a backup that the schedule makes: whose, and when in UTC. */
export function backupFileName(vaultId: string, atMs: number): string {
  const at = new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return `clawkeep-${vaultId.slice(-12)}-${at}.age`;
}

/** Whether a file is called as one that this vault's schedule makes. */
export function isBackupFileName(name: string, vaultId: string): boolean {
  return new RegExp(`^clawkeep-${vaultId.slice(-12)}-\\d{8}T\\d{6}Z\\.age$`).test(name);
}

/** An interval in the largest unit that says it in whole numbers. */
export function intervalOf(minutes: number): { unit: "minutes" | "hours" | "days"; count: number } {
  if (minutes % 1440 === 0) return { unit: "days", count: minutes / 1440 };
  if (minutes % 60 === 0) return { unit: "hours", count: minutes / 60 };
  return { unit: "minutes", count: minutes };
}

/** The same as it is typed: `6h`. */
export function intervalText(minutes: number | null | undefined): string {
  if (!minutes) return "";
  const { unit, count } = intervalOf(minutes);
  return `${count}${unit.charAt(0)}`;
}

/** A minute of the day as clocks show it: `03:15`. */
export function clockText(minute: number | null): string {
  if (minute === null) return "";
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
