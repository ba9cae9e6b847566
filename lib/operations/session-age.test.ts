import { expect, test } from "vitest";
import { isSessionOver, SESSION_MAX_MS } from "#lib/operations/session-age.ts";
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
});
