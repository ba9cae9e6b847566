import { expect, test } from "vitest";
import type { AlertCondition } from "#lib/domain/alert-condition.ts";
import { type AlertRules, type AlertState, nextAlertStates, SETTLE_MS } from "#lib/domain/alert-states.ts";

const NOW = 1_800_000_000_000;
const DAY = 24 * 60 * 60 * 1000;
const RULES: AlertRules = { reminderMs: 7 * DAY, unread: new Set<string>() };

const END: AlertCondition = {
  key: "end/gw_1/main/anthropic/anthropic%3Aops",
  kind: "expiring",
  severity: "warning",
  level: 1,
  gatewayId: "gw_1",
  agentId: "main",
  provider: "anthropic",
  profileId: "anthropic:ops",
  previousProfileId: null,
  nextProfileId: null,
  sinceMs: null,
  untilMs: NOW + 20 * DAY,
  step: 30,
};

/** Looks at each list of conditions at its time, one after the other, and says what was told. */
function told(looks: [present: AlertCondition[], atMs: number][], rules = RULES) {
  let states: AlertState[] = [];
  return looks.map(([present, atMs]) => {
    const step = nextAlertStates(states, present, rules, atMs);
    states = step.states;
    return step.events.map(({ what }) => what);
  });
}

test("a condition is told once while it stays as it is", () => {
  expect(
    told([
      [[END], NOW],
      [[END], NOW + 1],
      [[END], NOW + DAY],
    ]),
  ).toEqual([["opened"], [], []]);
});

test("the next step is told once", () => {
  const next = { ...END, level: 2, step: 14 };
  expect(
    told([
      [[END], NOW],
      [[next], NOW + 1],
      [[next], NOW + 2],
    ]),
  ).toEqual([["opened"], ["worsened"], []]);
});

test("a reminder comes at its interval and not a millisecond before", () => {
  expect(
    told([
      [[END], NOW],
      [[END], NOW + 7 * DAY - 1],
      [[END], NOW + 7 * DAY],
      [[END], NOW + 7 * DAY + 1],
    ]),
  ).toEqual([["opened"], [], ["reminder"], []]);
});

test("without an interval nobody is reminded", () => {
  const rules = { ...RULES, reminderMs: null };
  expect(
    told(
      [
        [[END], NOW],
        [[END], NOW + 400 * DAY],
      ],
      rules,
    ),
  ).toEqual([["opened"], []]);
});

test("a condition is resolved after it was away for the settling time", () => {
  expect(
    told([
      [[END], NOW],
      [[], NOW + 1],
      [[], NOW + SETTLE_MS],
      [[], NOW + 1 + SETTLE_MS],
      [[], NOW + DAY],
    ]),
  ).toEqual([["opened"], [], [], ["resolved"], []]);
});

test("a condition that comes and goes within the settling time is told once", () => {
  const looks = Array.from({ length: 60 }, (_, minute): [AlertCondition[], number] => [
    minute % 2 ? [] : [END],
    NOW + minute * 60_000,
  ]);
  expect(told(looks).flat()).toEqual(["opened"]);
});

test("the first look at an installation is one digest", () => {
  const many = Array.from({ length: 500 }, (_, index) => ({ ...END, key: `end/${index}` }));
  const step = nextAlertStates(null, many, RULES, NOW);
  expect(step.isDigest).toBe(true);
  expect(step.events).toHaveLength(500);
  expect(nextAlertStates(step.states, many, RULES, NOW + 1)).toMatchObject({ events: [], isDigest: false });
  expect(nextAlertStates(null, [], RULES, NOW).isDigest).toBe(false);
});

test("a gateway that cannot be read resolves nothing, for however long", () => {
  const { states } = nextAlertStates([], [END], RULES, NOW);
  const unread = { ...RULES, unread: new Set(["gw_1"]) };
  const step = nextAlertStates(states, [], unread, NOW + 400 * DAY);
  expect(step).toMatchObject({ states, events: [] });
  expect(nextAlertStates(step.states, [END], RULES, NOW + 1).events).toEqual([]);
});

test("a replaced credential begins its steps anew without a word", () => {
  const last = { ...END, level: 4, step: 1 };
  const replaced = { ...END, untilMs: NOW + 29 * DAY };
  expect(
    told([
      [[last], NOW],
      [[replaced], NOW + 1],
      [[{ ...replaced, level: 2 }], NOW + 2],
    ]),
  ).toEqual([["opened"], [], ["worsened"]]);
});

test("a muted condition is silent until its time, and then tells its step", () => {
  const { states } = nextAlertStates([], [END], RULES, NOW);
  const muted = states.map((state) => ({ ...state, mutedUntilMs: NOW + DAY }));
  const worse = { ...END, level: 2 };
  const silent = nextAlertStates(muted, [worse], RULES, NOW + DAY - 1);
  expect(silent.events).toEqual([]);
  expect(nextAlertStates(silent.states, [worse], RULES, NOW + DAY).events).toMatchObject([
    { what: "worsened" },
  ]);
});

test.each([400, -400])("a clock that jumps %d days tells at most one event a condition", (days) => {
  const conditions = Array.from({ length: 50 }, (_, index) => ({ ...END, key: `end/${index}` }));
  const before = nextAlertStates([], conditions, RULES, NOW).states;
  const jumpedMs = NOW + days * DAY;
  const after = nextAlertStates(before, conditions, RULES, jumpedMs);
  expect(after.events).toHaveLength(days > 0 ? 50 : 0);
  expect(nextAlertStates(after.states, conditions, RULES, jumpedMs + 60_000).events).toEqual([]);
});

test("a clock that went ahead and back does not tell the same step again", () => {
  const over: AlertCondition = { ...END, kind: "expired", level: 1_000_000, step: null };
  expect(
    told([
      [[END], NOW],
      [[over], NOW + 400 * DAY],
      [[END], NOW],
      [[over], NOW + 400 * DAY],
    ]),
  ).toEqual([["opened"], ["worsened"], [], ["reminder"]]);
});

test("after a clock was set back, reminders still come at their interval", () => {
  expect(
    told([
      [[END], NOW + 400 * DAY],
      [[END], NOW],
      [[END], NOW + 7 * DAY],
    ]),
  ).toEqual([["opened"], [], ["reminder"]]);
});
