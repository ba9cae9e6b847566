import { expect, test } from "vitest";
import { nextTryMs, TRIES_MAX } from "#lib/domain/delivery-retry.ts";

const NOW = 1_800_000_000_000;
const HOUR = 60 * 60 * 1000;

function tryTimes(chance: number): number[] {
  const times = [NOW];
  for (;;) {
    const next = nextTryMs(times.length, null, chance, times.at(-1) ?? Number.NaN);
    if (next === null) return times;
    times.push(next);
  }
}

test.each([0, 0.5, 0.999])("a message is tried 8 times over about a day (chance %d)", (chance) => {
  const times = tryTimes(chance);
  expect(times).toHaveLength(TRIES_MAX);
  const spanMs = (times.at(-1) ?? 0) - NOW;
  expect(spanMs).toBeGreaterThan(24 * HOUR);
  expect(spanMs).toBeLessThan(28 * HOUR);
});

test("each wait is longer than the one before", () => {
  const times = tryTimes(0);
  const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
});

test("messages that failed together are not tried together", () => {
  expect(nextTryMs(3, null, 0.9, NOW)).not.toBe(nextTryMs(3, null, 0.1, NOW));
});

test("a receiver may ask for more time, up to the longest wait", () => {
  expect(nextTryMs(1, HOUR, 0, NOW)).toBe(NOW + HOUR);
  expect(nextTryMs(1, 1, 0, NOW)).toBe(NOW + 30_000);
  expect(nextTryMs(1, 1000 * HOUR, 0, NOW)).toBe(NOW + 16 * HOUR);
});

test("after the last try a message is given up, whatever the receiver asks", () => {
  expect(nextTryMs(TRIES_MAX, HOUR, 0, NOW)).toBeNull();
});
