import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { planSessionPin, type SessionChoice } from "#lib/domain/session-pin.ts";

/** What scripts/record-session-pins.mjs gave OpenClaw 2026.3.13's own function, and what it left of the entry. */
type RecordedCase = {
  before: SessionChoice;
  selection: { provider: string; model: string; isDefault: boolean };
  profileId: string | null;
  updated: boolean;
  after: Record<string, unknown>;
};

const file = new URL("./testdata/openclaw-2026.3.13-session-pins.jsonl", import.meta.url);
const cases = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .map((line): RecordedCase => JSON.parse(line));

test.each(cases)("$before with $selection and $profileId becomes what OpenClaw made of it", (recorded) => {
  const { isDefault, ...ref } = recorded.selection;
  const entry = { ...recorded.before, fallbackNoticeReason: "x", updatedAt: 1, other: "kept" };
  const edit = planSessionPin(entry, { ref, isDefault, profileId: recorded.profileId }, 2);
  expect(edit !== null).toBe(recorded.updated);
  expect(JSON.parse(JSON.stringify({ ...entry, ...edit }))).toEqual(recorded.after);
});
