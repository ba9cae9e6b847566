import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProbeState } from "#lib/domain/probe-facts.ts";
import { nextProbeAtMs, type ScheduledCredential, spread } from "#lib/domain/probe-schedule.ts";

const HOUR_MS = 3_600_000;
const NOW_MS = 1_800_000_000_000;

const credential = (over: Partial<ScheduledCredential> = {}): ScheduledCredential => ({
  key: "gw\0main\0openai:default",
  intervalMs: HOUR_MS,
  sinceMs: NOW_MS,
  fingerprint: "same",
  results: [],
  ...over,
});

const results = (...statuses: ProbeState[]) =>
  statuses.map((status, index) => ({ status, finishedAtMs: NOW_MS - index * HOUR_MS, fingerprint: "same" }));

/** The wait after the last result, in intervals. */
const wait = (over: Partial<ScheduledCredential>) =>
  ((nextProbeAtMs(credential(over)) ?? Number.NaN) - NOW_MS) / HOUR_MS;

describe("the next probe of a credential", () => {
  test("is within one interval when there was none yet", () => {
    const next = nextProbeAtMs(credential());
    expect(next).toBeGreaterThanOrEqual(NOW_MS);
    expect(next).toBeLessThan(NOW_MS + HOUR_MS);
  });

  test("comes an interval after the last one, a twentieth sooner or later", () => {
    expect(wait({ results: results("ok", "timeout") })).toBeGreaterThanOrEqual(0.95);
    expect(wait({ results: results("ok", "timeout") })).toBeLessThanOrEqual(1.05);
  });

  test("waits twice as long after each failure in a row, up to a day", () => {
    expect(Math.round(wait({ results: results("timeout", "ok") }))).toBe(2);
    expect(Math.round(wait({ results: results("timeout", "rate_limit", "ok") }))).toBe(4);
    const many = Array.from({ length: 30 }, (): ProbeState => "unknown");
    expect(wait({ results: results(...many) })).toBeLessThanOrEqual(24 * 1.05);
    expect(wait({ results: results(...many) })).toBeGreaterThanOrEqual(24 * 0.95);
  });

  test("never waits less than its interval, also when that is longer than a day", () => {
    const intervalMs = 30 * 24 * HOUR_MS;
    const next = nextProbeAtMs(credential({ intervalMs, results: results("timeout", "timeout") }));
    expect((next ?? 0) - NOW_MS).toBeGreaterThanOrEqual(intervalMs * 0.95);
  });

  test.each<ProbeState>(["auth", "billing"])(
    "does not come after %s until the secret is another one",
    (status) => {
      expect(nextProbeAtMs(credential({ results: results(status) }))).toBeNull();
      expect(nextProbeAtMs(credential({ results: results(status), fingerprint: "another" }))).not.toBeNull();
    },
  );

  test("does come after a refusal when nobody can tell whether the secret is another one, but rarely", () => {
    expect(Math.round(wait({ fingerprint: null, results: results("auth", "ok") }))).toBe(2);
  });

  test("is spread evenly: no tenth of the interval gets twice its share of a thousand credentials", () => {
    const tenths = new Array<number>(10).fill(0);
    for (let index = 0; index < 1000; index += 1) {
      const next = nextProbeAtMs(credential({ key: `gw\0main\0openai:${index}` })) ?? 0;
      const tenth = Math.floor(((next - NOW_MS) / HOUR_MS) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(Math.max(...tenths)).toBeLessThan(200);
    expect(Math.min(...tenths)).toBeGreaterThan(0);
  });
});

test("a spread is from 0 to below 1 and the same for the same text", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value = spread(text);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
      expect(spread(text)).toBe(value);
    }),
  );
});
