import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  byStart,
  eventsWithin,
  expirySeverity,
  laneMarks,
  type TimelineEvent,
  timelineLanes,
} from "#lib/domain/timeline.ts";
import { panTimeline, timelineWindow, wholeTimeline, zoomTimeline } from "#lib/domain/timeline-window.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WINDOW = { fromMs: NOW_MS, toMs: NOW_MS + 32 * DAY_MS };

function event(over: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    kind: "expiry",
    severity: "later",
    startMs: NOW_MS + DAY_MS,
    endMs: null,
    gatewayId: "gw_1",
    gatewayName: "home",
    agentId: "main",
    provider: "openai",
    profileId: "openai:work",
    linkId: null,
    detail: null,
    actor: null,
    ...over,
  };
}

describe("an end", () => {
  test.each([
    { atMs: NOW_MS - 1, severity: "over" },
    { atMs: NOW_MS, severity: "over" },
    { atMs: NOW_MS + 1, severity: "expiring" },
    { atMs: NOW_MS + DAY_MS, severity: "expiring" },
    { atMs: NOW_MS + DAY_MS + 1, severity: "soon" },
    { atMs: NOW_MS + 14 * DAY_MS, severity: "soon" },
    { atMs: NOW_MS + 14 * DAY_MS + 1, severity: "later" },
  ])("at $atMs is $severity", ({ atMs, severity }) => {
    expect(expirySeverity(atMs, false, NOW_MS)).toBe(severity);
    expect(expirySeverity(atMs, true, NOW_MS)).toBe("renews");
  });
});

describe("lanes", () => {
  const events = [
    event({ agentId: "work", provider: "z.ai", profileId: "z.ai:a" }),
    event({ agentId: "main", provider: "zai", profileId: "zai:b" }),
    event({ kind: "publish", severity: "none", agentId: null, provider: null, profileId: null }),
    event({ gatewayId: "gw_2", gatewayName: "attic" }),
  ];

  test("are one per gateway, by name", () => {
    expect(timelineLanes(events, "gateway").map((lane) => [lane.gatewayName, lane.events.length])).toEqual([
      ["attic", 1],
      ["home", 3],
    ]);
  });

  test("are one per agent, and what is about a whole gateway has its own", () => {
    expect(timelineLanes(events, "agent").map((lane) => [lane.gatewayName, lane.agentId])).toEqual([
      ["attic", "main"],
      ["home", null],
      ["home", "main"],
      ["home", "work"],
    ]);
  });

  test("take two spellings of a provider for one", () => {
    expect(timelineLanes(events, "provider").map((lane) => [lane.provider, lane.events.length])).toEqual([
      ["openai", 1],
      ["zai", 2],
      [null, 1],
    ]);
  });
});

describe("marks", () => {
  test("stand for the events of one slot, the gravest giving the look", () => {
    const near = [
      event({ severity: "later" }),
      event({ severity: "soon", startMs: NOW_MS + DAY_MS + HOUR_MS }),
    ];
    const [mark, ...others] = laneMarks(near, WINDOW, 32);
    expect(others).toEqual([]);
    expect(mark).toMatchObject({ severity: "soon", startMs: NOW_MS + DAY_MS });
    expect(mark?.events).toHaveLength(2);
  });

  test("keep what has ended apart from what will end, however near", () => {
    const near = [event({ severity: "over" }), event({ severity: "expiring" }), event({ severity: "over" })];
    const marks = laneMarks(near, WINDOW, 32);
    expect(marks.map((mark) => [mark.severity, mark.events.length])).toEqual([
      ["over", 2],
      ["expiring", 1],
    ]);
  });

  test("keep apart what does not fall into one slot, and what is of another kind", () => {
    const far = [
      event(),
      event({ startMs: NOW_MS + 2 * DAY_MS }),
      event({ kind: "change", severity: "none" }),
    ];
    expect(laneMarks(far, WINDOW, 32)).toHaveLength(3);
  });

  test("join spans that touch and reach as far as the longest", () => {
    const held = (from: number, to: number) =>
      event({ kind: "cooldown", severity: "held", startMs: NOW_MS + from, endMs: NOW_MS + to });
    const marks = laneMarks([held(0, 5), held(3, 4), held(5, 9), held(20, 30)], WINDOW, 32);
    expect(marks.map((mark) => [mark.startMs - NOW_MS, (mark.endMs ?? 0) - NOW_MS])).toEqual([
      [0, 9],
      [20, 30],
    ]);
  });

  test("hold every event of the window once, as the table does", () => {
    const any = fc.record({
      kind: fc.constantFrom("expiry" as const, "change" as const, "cooldown" as const),
      at: fc.integer({ min: -40, max: 400 * 24 }),
      length: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), fc.integer({ min: 1, max: 64 }), (entries, slots) => {
        const events = entries.map(({ kind, at, length }) => {
          const startMs = NOW_MS + at * HOUR_MS;
          return event({ kind, startMs, endMs: kind === "cooldown" ? startMs + length * HOUR_MS : null });
        });
        const drawn = timelineLanes(events, "gateway").flatMap((lane) =>
          laneMarks(lane.events, WINDOW, slots),
        );
        const inMarks = byStart(drawn.flatMap((mark) => mark.events));
        expect(inMarks).toEqual(byStart(eventsWithin(events, WINDOW)));
      }),
    );
  });
});

describe("the window", () => {
  test("is everything when no stretch, a reversed one or only one end is asked for", () => {
    const whole = wholeTimeline(NOW_MS);
    expect(timelineWindow({ fromMs: undefined, toMs: undefined }, NOW_MS)).toEqual(whole);
    expect(timelineWindow({ fromMs: NOW_MS, toMs: undefined }, NOW_MS)).toEqual(whole);
    expect(timelineWindow({ fromMs: NOW_MS, toMs: NOW_MS - 1 }, NOW_MS)).toEqual(whole);
  });

  test("stays inside the timeline and at least six hours long, whatever is asked for, moved or zoomed", () => {
    const moment = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
    fc.assert(
      fc.property(moment, moment, fc.double({ min: -3, max: 3, noNaN: true }), (fromMs, toMs, share) => {
        const whole = wholeTimeline(NOW_MS);
        const asked = timelineWindow({ fromMs, toMs }, NOW_MS);
        const factor = Math.abs(share) + 0.01;
        for (const window of [
          asked,
          panTimeline(asked, share, NOW_MS),
          zoomTimeline(asked, factor, NOW_MS, NOW_MS),
        ]) {
          expect(window.fromMs).toBeGreaterThanOrEqual(whole.fromMs);
          expect(window.toMs).toBeLessThanOrEqual(whole.toMs);
          expect(window.toMs - window.fromMs).toBeGreaterThanOrEqual(6 * HOUR_MS);
        }
      }),
    );
  });

  test("keeps a moment at its place when it is zoomed", () => {
    const start = { fromMs: NOW_MS, toMs: NOW_MS + 100 * DAY_MS };
    const closer = zoomTimeline(start, 0.5, NOW_MS + 25 * DAY_MS, NOW_MS);
    expect((NOW_MS + 25 * DAY_MS - closer.fromMs) / (closer.toMs - closer.fromMs)).toBeCloseTo(0.25, 6);
  });
});
