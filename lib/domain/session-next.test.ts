import { describe, expect, test } from "vitest";
import { type NextProfileFacts, nextProfile, pinSource } from "#lib/domain/session-next.ts";

const facts = (more: Partial<NextProfileFacts> & { waiting?: string[] } = {}): NextProfileFacts => ({
  provider: "openai",
  order: ["openai:a", "openai:b", "openai:c"],
  providers: new Map([
    ...["openai:a", "openai:b", "openai:c", "openai:d"].map((id) => [id, "openai"] as const),
    ["anthropic:a", "anthropic"],
  ]),
  isWaiting: (id) => more.waiting?.includes(id) ?? false,
  ...more,
});

describe("a session without a pin", () => {
  test.each([
    ["takes the first of its order", [], "openai:a"],
    ["passes over what waits", ["openai:a"], "openai:b"],
    ["takes the first all the same when everything waits", ["openai:a", "openai:b", "openai:c"], "openai:a"],
  ])("%s", (_name, waiting, profileId) => {
    expect(nextProfile({}, facts({ waiting }))).toEqual({ profileId, source: "auto", unpinned: null });
  });

  test("of a provider without profiles has none", () => {
    expect(nextProfile({}, facts({ order: [] })).profileId).toBeNull();
  });
});

describe("a pin by a person", () => {
  const pinned = { authProfileOverride: "openai:b", authProfileOverrideSource: "user" as const };

  test("stays, also while its profile waits and after the session was compacted", () => {
    const entry = { ...pinned, compactionCount: 3, authProfileOverrideCompactionCount: 1 };
    for (const session of [pinned, entry])
      expect(nextProfile(session, facts({ waiting: ["openai:b"] }))).toMatchObject({
        profileId: "openai:b",
        source: "user",
      });
  });

  test.each([
    ["missing", "openai:gone"],
    ["other_provider", "anthropic:a"],
    ["not_in_order", "openai:d"],
  ])("is dropped when its profile is %s", (unpinned, authProfileOverride) => {
    expect(nextProfile({ ...pinned, authProfileOverride }, facts())).toEqual({
      profileId: "openai:a",
      source: "auto",
      unpinned,
    });
  });
});

describe("a pin of OpenClaw’s own", () => {
  const pinned = {
    authProfileOverride: "openai:b",
    authProfileOverrideSource: "auto" as const,
    authProfileOverrideCompactionCount: 1,
    compactionCount: 1,
  };

  test("stays until its profile waits, then the first that does not is taken", () => {
    expect(nextProfile(pinned, facts())).toMatchObject({ profileId: "openai:b" });
    expect(nextProfile(pinned, facts({ waiting: ["openai:b"] }))).toMatchObject({ profileId: "openai:a" });
  });

  test("moves on by one when the session was compacted, round to the first after the last", () => {
    expect(nextProfile({ ...pinned, compactionCount: 2 }, facts())).toMatchObject({ profileId: "openai:c" });
    const last = { ...pinned, authProfileOverride: "openai:c", compactionCount: 2 };
    expect(nextProfile(last, facts())).toMatchObject({ profileId: "openai:a" });
  });
});

test("who pinned is told by the entry, and of older entries by the count that only OpenClaw’s own have", () => {
  expect(pinSource({ authProfileOverride: "a", authProfileOverrideSource: "auto" })).toBe("auto");
  expect(pinSource({ authProfileOverride: "a", authProfileOverrideCompactionCount: 0 })).toBe("auto");
  expect(pinSource({ authProfileOverride: "a" })).toBe("user");
  expect(pinSource({})).toBeNull();
});
