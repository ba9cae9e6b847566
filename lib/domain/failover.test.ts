import { describe, expect, test } from "vitest";
import {
  type FailoverObservation,
  type FailoverProfile,
  type FailoverReading,
  isFailedOver,
  nextFailoverStep,
} from "#lib/domain/failover.ts";

const NOW = 1_800_000_000_000;
const HOUR = 60 * 60 * 1000;

const profile = (profileId: string, changed: Partial<FailoverProfile> = {}): FailoverProfile => ({
  profileId,
  cause: "usable",
  position: 1,
  failedAtMs: null,
  endsAtMs: null,
  ...changed,
});

const SEEN: FailoverObservation = {
  profileId: "p:a",
  previousProfileId: null,
  why: null,
  sinceMs: NOW - 10 * HOUR,
  seenAtMs: NOW - 10 * HOUR,
};

/** A reading in which `p:b` is used and `p:a` is as said; null for gone. */
function reading(
  a: Partial<FailoverProfile> | null,
  changed: Partial<FailoverReading> = {},
): FailoverReading {
  const profiles = [...(a === null ? [] : [profile("p:a", a)]), profile("p:b", { position: 2 })];
  return { profileId: "p:b", profiles, hasOrder: true, wasPublished: false, ...changed };
}

function moved(before: FailoverObservation, now: FailoverReading) {
  const step = nextFailoverStep(before, now, NOW);
  return step.kind === "none" ? null : { kind: step.kind, ...step.observation };
}

test("what is seen first is no move", () => {
  const step = nextFailoverStep(null, reading({}), NOW);
  expect(step).toEqual({
    kind: "add",
    observation: { profileId: "p:b", previousProfileId: null, why: null, sinceMs: NOW, seenAtMs: NOW },
  });
});

test("the same profile is no move, and neither is a time without any", () => {
  expect(moved({ ...SEEN, profileId: "p:b" }, reading({}))).toBeNull();
  expect(moved(SEEN, reading({ cause: "expired" }, { profileId: null }))).toBeNull();
});

describe("an agent fails over", () => {
  test.each([
    { a: { cause: "cooldown", failedAtMs: NOW - HOUR }, why: "cooldown", sinceMs: NOW - HOUR },
    { a: { cause: "disabled", failedAtMs: NOW - HOUR }, why: "disabled", sinceMs: NOW - HOUR },
    // A failure of a time before it was last seen in use is not why it moved now.
    { a: { cause: "cooldown", failedAtMs: NOW - 20 * HOUR }, why: "cooldown", sinceMs: NOW - 10 * HOUR },
    { a: { cause: "cooldown", failedAtMs: NOW + HOUR }, why: "cooldown", sinceMs: NOW },
    { a: { cause: "cooldown" }, why: "cooldown", sinceMs: NOW },
    {
      a: { cause: "expired", position: null, endsAtMs: NOW - 2 * HOUR },
      why: "expired",
      sinceMs: NOW - 2 * HOUR,
    },
    { a: { cause: "missing_credential", position: null }, why: "missing", sinceMs: NOW },
    { a: { cause: "unresolved_ref" }, why: "missing", sinceMs: NOW },
    { a: { cause: "mode_mismatch" }, why: "unknown", sinceMs: NOW },
    { a: null, why: "removed", sinceMs: NOW },
  ] as const)("because of $why, since then", ({ a, why, sinceMs }) => {
    const now = reading(a);
    const observation = { profileId: "p:b", previousProfileId: "p:a", why, sinceMs, seenAtMs: NOW };
    expect(moved(SEEN, now)).toEqual({ kind: "add", ...observation });
    expect(isFailedOver(observation, now)).toBe(true);
  });
});

describe("no fail-over is", () => {
  test("a change that this console published", () => {
    const order = reading({ position: 2 }, { wasPublished: true });
    const removal = reading(null, { wasPublished: true });
    for (const now of [order, removal]) {
      const step = moved(SEEN, now);
      expect(step).toMatchObject({ kind: "add", why: "published" });
      expect(step && isFailedOver(step, now)).toBe(false);
    }
  });

  test("an order that someone changed on the gateway", () => {
    expect(moved(SEEN, reading({ position: 2 }))?.why).toBe("order_changed");
    expect(moved(SEEN, reading({ position: null, cause: "left_out" }))?.why).toBe("order_changed");
  });

  test("OpenClaw's taking turns where no order is set", () => {
    const step = moved(SEEN, reading({}, { hasOrder: false }));
    expect(step).toMatchObject({ kind: "replace", profileId: "p:b", previousProfileId: null, why: null });
  });
});

test("a cooldown that a publish fell into is a fail-over all the same", () => {
  expect(moved(SEEN, reading({ cause: "cooldown" }, { wasPublished: true }))?.why).toBe("cooldown");
});

const FAILED: FailoverObservation = {
  profileId: "p:b",
  previousProfileId: "p:a",
  why: "cooldown",
  sinceMs: NOW - HOUR,
  seenAtMs: NOW - HOUR,
};

test("taking turns among the others does not forget which one an agent is kept from", () => {
  const profiles = [profile("p:a", { cause: "cooldown" }), profile("p:b"), profile("p:c")];
  const now = { profileId: "p:c", profiles, hasOrder: false, wasPublished: false };
  expect(moved(FAILED, now)).toEqual({ ...FAILED, kind: "replace", profileId: "p:c" });
});

test("the way back is told as such, and ends it", () => {
  const now = reading({}, { profileId: "p:a" });
  const step = moved(FAILED, now);
  expect(step).toMatchObject({ kind: "add", profileId: "p:a", previousProfileId: "p:b", why: "recovered" });
  expect(step && isFailedOver(step, now)).toBe(false);
});

test("it is over as soon as the profile before works again, whatever is used", () => {
  expect(isFailedOver(FAILED, reading({ cause: "cooldown" }))).toBe(true);
  expect(isFailedOver(FAILED, reading({ cause: "expiring" }))).toBe(false);
  expect(isFailedOver(null, reading({}))).toBe(false);
});
