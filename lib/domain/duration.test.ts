import { describe, expect, test } from "vitest";
import { parseExpiresIn, parseExpiry } from "#lib/domain/duration.ts";

const DAY_MS = 86_400_000;

describe("a duration", () => {
  test.each([
    ["365d", 365 * DAY_MS],
    ["12h", DAY_MS / 2],
    ["30m", 1_800_000],
    ["5s", 5000],
    ["5ms", 5],
    ["1d12h", 1.5 * DAY_MS],
    ["1h1h", 7_200_000],
    ["1m2s3ms", 62_003],
    ["0.5d", DAY_MS / 2],
    ["1.5h0.5m", 5_430_000],
    ["  7D ", 7 * DAY_MS],
    ["7", 7 * DAY_MS],
    ["0.5", DAY_MS / 2],
    ["007", 7 * DAY_MS],
    ["0", 0],
    ["0d", 0],
    ["0.4ms", 0],
    ["0.5ms", 1],
    ["1.0004s", 1000],
    ["99999999999d", 99_999_999_999 * DAY_MS],
  ])("%j is %d ms", (text, ms) => {
    expect(parseExpiresIn(text)).toEqual({ ok: true, ms });
  });

  test.each(["", " ", "\n"])("%j is empty", (text) => {
    expect(parseExpiresIn(text)).toEqual({ ok: false, code: "duration_empty", params: {} });
  });

  test.each([
    "soon",
    "d",
    "1w",
    "1y",
    "1 d",
    "1d 12h",
    "1d12",
    "12 1d",
    "d1",
    "-1d",
    "+1d",
    "1e3d",
    "1e3",
    ".5d",
    "5.d",
    "1.5.5d",
    "1,5d",
    "1dd",
    "0x10",
    "１d",
    "1d;",
    "Infinity",
    "9".repeat(101),
    `${"1d".repeat(51)}`,
  ])("%j is invalid", (text) => {
    expect(parseExpiresIn(text)).toEqual({ ok: false, code: "duration_invalid", params: {} });
  });
});

describe("an expiry", () => {
  const NOW_MS = Date.UTC(2026, 10, 22, 10, 30);

  test.each([
    ["none", null],
    [" NONE ", null],
    ["365d", NOW_MS + 365 * DAY_MS],
    ["12h", NOW_MS + DAY_MS / 2],
    ["7", NOW_MS + 7 * DAY_MS],
    ["1ms", NOW_MS + 1],
    ["2026-11-22", Date.UTC(2026, 10, 22, 23, 59, 59, 999)],
    ["2027-01-31", Date.UTC(2027, 0, 31, 23, 59, 59, 999)],
    ["2028-02-29", Date.UTC(2028, 1, 29, 23, 59, 59, 999)],
    ["9999-12-31", Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
    ["2026-11-22T10:31", Date.UTC(2026, 10, 22, 10, 31)],
    ["2026-11-22 10:31", Date.UTC(2026, 10, 22, 10, 31)],
    ["2026-11-22t10:31:05z", Date.UTC(2026, 10, 22, 10, 31, 5)],
    ["2026-11-22T10:31:05.5Z", Date.UTC(2026, 10, 22, 10, 31, 5, 500)],
    ["2026-11-22T10:30:00.001Z", NOW_MS + 1],
    ["2026-11-22T18:31+08:00", Date.UTC(2026, 10, 22, 10, 31)],
    ["2026-11-22T05:01:00-05:30", Date.UTC(2026, 10, 22, 10, 31)],
  ])("typed as %j is %d", (text, expiresAtMs) => {
    expect(parseExpiry(text, NOW_MS)).toEqual({ ok: true, expiresAtMs });
  });

  test.each([
    ["", "expiry_empty"],
    ["  ", "expiry_empty"],
    ["soon", "expiry_invalid"],
    ["never", "expiry_invalid"],
    ["2026-13-01", "expiry_invalid"],
    ["2026-00-10", "expiry_invalid"],
    ["2027-02-29", "expiry_invalid"],
    ["2027-04-31", "expiry_invalid"],
    ["2027-4-1", "expiry_invalid"],
    ["2027/04/01", "expiry_invalid"],
    ["01.04.2027", "expiry_invalid"],
    ["2027-04-01T24:00", "expiry_invalid"],
    ["2027-04-01T10:60", "expiry_invalid"],
    ["2027-04-01T10:00:60", "expiry_invalid"],
    ["2027-04-01T10", "expiry_invalid"],
    ["2027-04-01T10:00+24:00", "expiry_invalid"],
    ["2027-04-01T10:00+0800", "expiry_invalid"],
    ["0", "expiry_past"],
    ["0.4ms", "expiry_past"],
    ["2026-11-21", "expiry_past"],
    ["0001-01-01", "expiry_past"],
    ["2026-11-22T10:30", "expiry_past"],
    ["2026-11-22T10:30:00.000Z", "expiry_past"],
    ["20271231", "expiry_too_far"],
    ["1795343400000", "expiry_too_far"],
    ["9999-12-31T23:59:59.999-00:01", "expiry_too_far"],
  ])("typed as %j is refused with %s", (text, code) => {
    expect(parseExpiry(text, NOW_MS)).toEqual({ ok: false, code, params: {} });
  });
});
