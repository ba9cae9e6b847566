import { describe, expect, test } from "vitest";
import {
  backupFileName,
  clockText,
  intervalText,
  isBackupFileName,
  nextBackupAtMs,
} from "#lib/domain/backup-schedule.ts";

const SET_MS = Date.UTC(2026, 10, 23, 11, 0);
const HOUR_MS = 3_600_000;
const HOURLY = { everyMinutes: 60, atMinute: null, zone: "UTC" };
const AT_THREE = { everyMinutes: null, atMinute: 180, zone: "UTC" };
const made = (startedAtMs: number) => ({ startedAtMs, isFailed: false });
const failed = (startedAtMs: number) => ({ startedAtMs, isFailed: true });

describe("the next backup", () => {
  test.each([
    ["at an interval: the first at once", HOURLY, null, SET_MS],
    ["at an interval: so long after the last", HOURLY, made(SET_MS), SET_MS + HOUR_MS],
    ["at an interval: at once when it is new, also after one of before", HOURLY, made(SET_MS - 1), SET_MS],
    ["daily: the next time that the clock shows it", AT_THREE, null, Date.UTC(2026, 10, 24, 3)],
    [
      "daily: the day after one at that minute",
      AT_THREE,
      made(Date.UTC(2026, 10, 24, 3)),
      Date.UTC(2026, 10, 25, 3),
    ],
    ["after a failure: a quarter of an hour later", AT_THREE, failed(SET_MS), SET_MS + HOUR_MS / 4],
    [
      "after a failure: sooner when it is due",
      { ...HOURLY, everyMinutes: 5 },
      failed(SET_MS),
      SET_MS + HOUR_MS / 12,
    ],
  ])("%s", (_, rhythm, last, expected) => {
    expect(nextBackupAtMs(rhythm, SET_MS, last)).toBe(expected);
  });

  test("keeps to the clock of its zone when that is changed", () => {
    const berlin = { ...AT_THREE, zone: "Europe/Berlin" };
    const evening = Date.UTC(2026, 9, 24, 12);
    expect(nextBackupAtMs(berlin, evening, null)).toBe(Date.UTC(2026, 9, 25, 2));
  });
});

describe("the name of a backup", () => {
  const vaultId = `vault_${"ab12".repeat(6)}`;

  test("says whose and when, and is known again", () => {
    expect(backupFileName(vaultId, SET_MS)).toBe("clawkeep-ab12ab12ab12-20261123T110000Z.age");
    expect(isBackupFileName(backupFileName(vaultId, SET_MS), vaultId)).toBe(true);
  });

  test.each([
    "clawkeep-ffffffffffff-20261123T110000Z.age",
    "notes.age",
    "clawkeep-ab12ab12ab12-20261123T110000Z.age.old",
  ])("%s is none of this vault’s", (name) => {
    expect(isBackupFileName(name, vaultId)).toBe(false);
  });
});

test.each([
  [null, ""],
  [5, "5m"],
  [360, "6h"],
  [1440, "1d"],
  [1500, "25h"],
])("an interval of %s minutes is typed as %j", (minutes, text) => {
  expect(intervalText(minutes)).toBe(text);
});

test("a minute of the day is what a clock shows", () => {
  expect([clockText(null), clockText(0), clockText(195), clockText(1439)]).toEqual([
    "",
    "00:00",
    "03:15",
    "23:59",
  ]);
});
