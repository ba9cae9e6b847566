import { describe, expect, test } from "vitest";
import { ALERT_KINDS } from "#lib/domain/alert-condition.ts";
import { type ChannelWishes, gatheredEvents, plannedNotices, quietUntilMs } from "#lib/domain/notice-plan.ts";
import { noticeEvent } from "#lib/testing/notice.ts";

const at = (hour: number, minute = 0) => Date.UTC(2026, 10, 22, hour, minute);
const DAY = 24 * 60 * 60 * 1000;

const WISHES: ChannelWishes = {
  kinds: ALERT_KINDS,
  minimumSeverity: "info",
  zone: "UTC",
  quietFromMinute: null,
  quietToMinute: null,
  criticalPasses: false,
  digestMinute: null,
};
const NIGHT = { quietFromMinute: 22 * 60, quietToMinute: 7 * 60 };

const WARNING = noticeEvent();
const CRITICAL = noticeEvent({ kind: "disabled", severity: "critical", profileId: "openai:ops" });

const plan = (wishes: Partial<ChannelWishes>, nowMs: number, events = [WARNING, CRITICAL]) =>
  plannedNotices({ ...WISHES, ...wishes }, events, nowMs).map(({ events: told, ...rest }) => ({
    ...rest,
    told: told.map(({ kind }) => kind),
  }));

test("what a channel did not ask for is no message", () => {
  expect(plan({ kinds: ["drift"] }, at(12))).toEqual([]);
  expect(plan({ minimumSeverity: "critical" }, at(12)).map(({ told }) => told)).toEqual([["disabled"]]);
});

test("what happens together is one message, at once", () => {
  expect(plan({}, at(12))).toEqual([{ atMs: at(12), isGathered: false, told: ["expiring", "disabled"] }]);
});

describe("a quiet time", () => {
  test.each([
    { hour: 21, minute: 59, untilMs: null },
    { hour: 22, minute: 0, untilMs: at(7) + DAY },
    { hour: 6, minute: 59, untilMs: at(7) },
    { hour: 7, minute: 0, untilMs: null },
  ])("past midnight holds at $hour:$minute until $untilMs", ({ hour, minute, untilMs }) => {
    expect(quietUntilMs({ ...WISHES, ...NIGHT }, at(hour, minute))).toBe(untilMs);
  });

  test("within a day holds from its beginning to before its end", () => {
    const noon = { ...WISHES, quietFromMinute: 12 * 60, quietToMinute: 13 * 60 };
    expect([at(11, 59), at(12), at(12, 59), at(13)].map((nowMs) => quietUntilMs(noon, nowMs))).toEqual([
      null,
      at(13),
      at(13),
      null,
    ]);
  });

  test("that ends where it begins is none", () => {
    expect(quietUntilMs({ ...WISHES, quietFromMinute: 60, quietToMinute: 60 }, at(1))).toBeNull();
  });

  test("makes everything wait for its end, and lets pass what is critical only where that is wanted", () => {
    expect(plan(NIGHT, at(23))).toEqual([
      { atMs: at(7) + DAY, isGathered: true, told: ["expiring", "disabled"] },
    ]);
    expect(plan({ ...NIGHT, criticalPasses: true }, at(23))).toEqual([
      { atMs: at(23), isGathered: false, told: ["disabled"] },
      { atMs: at(7) + DAY, isGathered: true, told: ["expiring"] },
    ]);
  });
});

test("a digest waits for its minute, and one of the quiet time for the end of that", () => {
  expect(plan({ digestMinute: 9 * 60 }, at(12))).toMatchObject([{ atMs: at(9) + DAY, isGathered: true }]);
  expect(plan({ ...NIGHT, digestMinute: 3 * 60 }, at(12))).toMatchObject([{ atMs: at(7) + DAY }]);
});

describe("a message that gathers", () => {
  test("holds the last word about each trouble", () => {
    const over = noticeEvent({ what: "worsened", kind: "expired", severity: "critical" });
    expect(gatheredEvents([WARNING, CRITICAL], [over])).toEqual([CRITICAL, { ...over, what: "opened" }]);
    const better = noticeEvent({ what: "resolved" });
    expect(gatheredEvents([WARNING], [better])).toEqual([better]);
  });

  test("keeps troubles of different profiles, agents and gateways apart", () => {
    const others = [{ profileId: "anthropic:b" }, { agentId: "work" }, { gatewayName: "other" }];
    const events = [WARNING, ...others.map((changed) => noticeEvent(changed))];
    expect(gatheredEvents([], events)).toEqual(events);
  });

  test("names a fail-over once, whichever profile the agent ended with", () => {
    const first = noticeEvent({ kind: "failover", profileId: "p:b", previousProfileId: "p:a" });
    const second = { ...first, profileId: "p:c" };
    expect(gatheredEvents([first], [second])).toEqual([second]);
  });
});
