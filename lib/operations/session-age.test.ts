import { expect, test } from "vitest";
import { isSessionOver, SESSION_MAX_MS, VISIT_MS } from "#lib/operations/session-age.ts";
import { testContext } from "#lib/testing/context.ts";

test("a session ends after thirty days, however much it was used", { tags: ["W05"] }, () => {
  const ctx = testContext();
  const over = (ageMs: number) => isSessionOver(ctx, { userId: "user_1", startedAtMs: ctx.nowMs - ageMs });
  expect(over(SESSION_MAX_MS - 1)).toBe(false);
  expect(over(SESSION_MAX_MS)).toBe(true);
});

test("a clock that was set back ends none", { tags: ["F11"] }, () => {
  const ctx = testContext();
  expect(isSessionOver(ctx, { userId: "user_1", startedAtMs: ctx.nowMs + 1000 })).toBe(false);
  expect(stepsThatEnd((startedAtMs) => isSessionOver(ctx, { userId: "user_1", startedAtMs }))).toEqual([400]);
});

test("an age that has no sign ends sessions when the clock is set back", { tags: ["F11-twin"] }, () => {
  const { nowMs } = testContext();
  const ageless = (startedAtMs: number) => Math.abs(nowMs - startedAtMs) >= SESSION_MAX_MS;
  expect(stepsThatEnd(ageless)).toEqual([-400, -31, 400]);
});

/** By how many days the clock may step to end a session that has just begun. */
function stepsThatEnd(isOver: (startedAtMs: number) => boolean): number[] {
  const { nowMs } = testContext();
  return [-400, -31, -1, 0, 1, 400].filter((days) => isOver(nowMs - days * VISIT_MS));
}
