import { describe, expect, test } from "vitest";
import { usageWindow } from "#lib/domain/usage-window.ts";

const NOW_MS = Date.UTC(2026, 10, 22);

describe("a window", () => {
  test.each([
    { stats: undefined, window: null },
    { stats: {}, window: null },
    { stats: { errorCount: 3, lastFailureAt: NOW_MS - 1 }, window: null },
    { stats: { cooldownUntil: NOW_MS - 1 }, window: null },
    { stats: { cooldownUntil: NOW_MS }, window: null },
    {
      stats: { cooldownUntil: NOW_MS + 1 },
      window: { kind: "cooldown", untilMs: NOW_MS + 1, reason: null },
    },
    { stats: { disabledUntil: NOW_MS, disabledReason: "billing" }, window: null },
    {
      stats: { disabledUntil: NOW_MS + 1, disabledReason: "billing" },
      window: { kind: "disabled", untilMs: NOW_MS + 1, reason: "billing" },
    },
    {
      stats: { disabledUntil: NOW_MS + 1 },
      window: { kind: "disabled", untilMs: NOW_MS + 1, reason: null },
    },
    {
      stats: { cooldownUntil: NOW_MS + 9, disabledUntil: NOW_MS + 5, disabledReason: "auth_permanent" },
      window: { kind: "disabled", untilMs: NOW_MS + 9, reason: "auth_permanent" },
    },
    {
      stats: { cooldownUntil: NOW_MS + 5, disabledUntil: NOW_MS + 9 },
      window: { kind: "disabled", untilMs: NOW_MS + 9, reason: null },
    },
    {
      stats: { cooldownUntil: NOW_MS + 5, disabledUntil: NOW_MS - 9, disabledReason: "billing" },
      window: { kind: "cooldown", untilMs: NOW_MS + 5, reason: null },
    },
    { stats: { cooldownUntil: Number.NaN, disabledUntil: Number.POSITIVE_INFINITY }, window: null },
  ])("of $stats is $window", ({ stats, window }) => {
    expect(usageWindow(stats, "anthropic", NOW_MS)).toEqual(window);
  });

  test.each(["openrouter", "OpenRouter ", "kilocode"])("never holds %j back", (provider) => {
    const stats = { cooldownUntil: NOW_MS + 1, disabledUntil: NOW_MS + 1, disabledReason: "billing" };
    expect(usageWindow(stats, provider, NOW_MS)).toBeNull();
  });
});
