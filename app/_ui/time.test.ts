import { describe, expect, test } from "vitest";
import { formatDate, formatDateTime, formatRelative, isMoment } from "#app/_ui/time.ts";

const NOW_MS = Date.UTC(2026, 10, 22, 17, 31, 20);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe("the distance to a moment", () => {
  test.each([
    { afterMs: 0, words: "now" },
    { afterMs: 59_999, words: "now" },
    { afterMs: -59_999, words: "now" },
    { afterMs: MINUTE_MS, words: "in 1 minute" },
    { afterMs: -90_000, words: "1 minute ago" },
    { afterMs: HOUR_MS, words: "in 1 hour" },
    { afterMs: 48 * HOUR_MS - 1, words: "in 47 hours" },
    { afterMs: 2 * DAY_MS, words: "in 2 days" },
    { afterMs: 3 * DAY_MS - 1, words: "in 2 days" },
    { afterMs: -3 * DAY_MS, words: "3 days ago" },
    { afterMs: 365 * DAY_MS - 1, words: "in 364 days" },
    { afterMs: 730 * DAY_MS - 1, words: "in 729 days" },
    { afterMs: 730 * DAY_MS, words: "in 2 years" },
  ])("of $afterMs ms is $words", ({ afterMs, words }) => {
    expect(formatRelative(NOW_MS + afterMs, NOW_MS, "en")).toBe(words);
  });

  test("is said in Chinese to readers of Chinese", () => {
    expect(formatRelative(NOW_MS + 3 * DAY_MS, NOW_MS, "zh-CN")).toBe("3天后");
  });
});

test("an exact time names its zone and does not depend on this machine's", () => {
  expect(formatDateTime(NOW_MS, "en")).toBe("Nov 22, 2026, 17:31 UTC");
  expect(formatDateTime(NOW_MS, "zh-CN")).toBe("2026年11月22日 17:31 UTC");
  expect(formatDate(Date.UTC(2026, 0, 1), "en")).toBe("Jan 1, 2026");
});

test("midnight is hour 00", () => {
  expect(formatDateTime(Date.UTC(2026, 0, 1), "en")).toBe("Jan 1, 2026, 00:00 UTC");
});

test("only what a Date can hold is a moment", () => {
  expect(isMoment(8_640_000_000_000_000)).toBe(true);
  expect(isMoment(8_640_000_000_000_001)).toBe(false);
  expect(isMoment(Number.NaN)).toBe(false);
});
