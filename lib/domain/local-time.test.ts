import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isTimeZone, minuteOfDay, nextMinuteMs } from "#lib/domain/local-time.ts";

const HOUR = 60 * 60 * 1000;
const at = (hours: number, minutes = 0) => hours * 60 + minutes;

test("a zone's name is known or not", () => {
  expect(["UTC", "Europe/Berlin", "Asia/Kathmandu"].every(isTimeZone)).toBe(true);
  expect(["", "Berlin/Europe", "Europe/Berlin\n", "../etc"].some(isTimeZone)).toBe(false);
});

test("a clock shows the zone's time, midnight as 0", () => {
  expect(minuteOfDay("UTC", Date.UTC(2026, 0, 1))).toBe(0);
  expect(minuteOfDay("Asia/Kathmandu", Date.UTC(2026, 0, 1))).toBe(at(5, 45));
  expect(minuteOfDay("Europe/Berlin", Date.UTC(2026, 6, 1, 23, 30))).toBe(at(1, 30));
});

test("the minute that is now comes again tomorrow", () => {
  const nowMs = Date.UTC(2026, 0, 1, 7);
  expect(nextMinuteMs(at(7), "UTC", nowMs)).toBe(nowMs + 24 * HOUR);
  expect(nextMinuteMs(at(7), "UTC", nowMs - 1)).toBe(nowMs);
});

describe("when the clocks change", () => {
  // Berlin, 2026-03-29: 02:00 is 03:00. 2026-10-25: 03:00 is 02:00.
  test("a day of 23 hours and one of 25 end at the same time of day", () => {
    const short = nextMinuteMs(at(7), "Europe/Berlin", Date.UTC(2026, 2, 28, 21));
    expect(short).toBe(Date.UTC(2026, 2, 29, 5));
    const long = nextMinuteMs(at(7), "Europe/Berlin", Date.UTC(2026, 9, 24, 20));
    expect(long).toBe(Date.UTC(2026, 9, 25, 6));
  });

  test("a minute that is skipped is an hour off, and not a day", () => {
    const nowMs = Date.UTC(2026, 2, 29, 0);
    const skipped = nextMinuteMs(at(2, 30), "Europe/Berlin", nowMs);
    expect(Math.abs(skipped - Date.UTC(2026, 2, 29, 1, 30))).toBeLessThanOrEqual(HOUR);
    expect(skipped).toBeGreaterThan(nowMs);
  });
});

test("the next time is always ahead, within two days, and but for skipped minutes shows what was asked for", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
  );
  const times = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
  fc.assert(
    fc.property(zones, times, fc.integer({ min: 0, max: 1439 }), (zone, nowMs, minute) => {
      const nextMs = nextMinuteMs(minute, zone, nowMs);
      expect(nextMs).toBeGreaterThan(nowMs);
      expect(nextMs - nowMs).toBeLessThanOrEqual(26 * HOUR);
      const off = (minuteOfDay(zone, nextMs) - minute + 1440) % 1440;
      expect([0, 30, 60, 1380, 1410]).toContain(off);
    }),
  );
});
