import { expect, test } from "vitest";
import { expiryState, SOON_MS } from "#lib/domain/expiry-state.ts";

const NOW_MS = Date.UTC(2026, 10, 22);

test.each([
  { expiresAtMs: null, state: "none" },
  { expiresAtMs: NOW_MS - 1, state: "over" },
  { expiresAtMs: NOW_MS, state: "over" },
  { expiresAtMs: NOW_MS + 1, state: "soon" },
  { expiresAtMs: NOW_MS + SOON_MS, state: "soon" },
  { expiresAtMs: NOW_MS + SOON_MS + 1, state: "later" },
])("an expiry at $expiresAtMs is $state", ({ expiresAtMs, state }) => {
  expect(expiryState(expiresAtMs, NOW_MS)).toBe(state);
});
