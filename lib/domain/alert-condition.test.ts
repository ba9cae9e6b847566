import { expect, test } from "vitest";
import {
  type AlertFacts,
  type AlertProfile,
  alertConditions,
  EXPIRY_STEPS_DAYS,
} from "#lib/domain/alert-condition.ts";

const NOW = 1_800_000_000_000;
const DAY = 24 * 60 * 60 * 1000;
const THRESHOLDS = { expirySteps: EXPIRY_STEPS_DAYS, probeFailures: 3 };

const NONE: AlertFacts = {
  profiles: [],
  withoutCredential: [],
  failovers: [],
  drifted: [],
  publishFailures: [],
  resolverDenials: [],
};

const ACCESS = { gatewayId: "gw_1", agentId: "main", provider: "anthropic" };

const PROFILE: AlertProfile = {
  ...ACCESS,
  profileId: "anthropic:ops",
  cause: "usable",
  endsAtMs: null,
  heldUntilMs: null,
  probeFailures: 0,
  nextProfileId: null,
};

function of(profile: Partial<AlertProfile>) {
  return alertConditions({ ...NONE, profiles: [{ ...PROFILE, ...profile }] }, THRESHOLDS, NOW);
}

test("a credential in order is no condition", () => {
  expect(of({})).toEqual([]);
  expect(of({ cause: "renewed" })).toEqual([]);
});

test.each([
  [30 * DAY + 1, []],
  [30 * DAY, [30]],
  [14 * DAY + 1, [30]],
  [14 * DAY, [14]],
  [7 * DAY, [7]],
  [DAY + 1, [7]],
  [DAY, [1]],
  [1, [1]],
])("with %d ms left the steps reached are %j", (leftMs, steps) => {
  expect(of({ endsAtMs: NOW + leftMs }).map(({ step }) => step)).toEqual(steps);
});

test("the end of a credential has one key and a level that only grows", () => {
  const ends = [20, 10, 5, 0.5].map((days) => of({ cause: "expiring", endsAtMs: NOW + days * DAY }));
  const all = [...ends, of({ cause: "expired", endsAtMs: NOW })].flat();
  expect(new Set(all.map(({ key }) => key)).size).toBe(1);
  const levels = all.map(({ level }) => level);
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(new Set(levels).size).toBe(5);
  expect(all.map(({ severity }) => severity)).toEqual([
    "warning",
    "warning",
    "warning",
    "critical",
    "critical",
  ]);
});

test("a profile that an order leaves out has no end to warn of", () => {
  expect(of({ cause: "left_out", endsAtMs: NOW + DAY })).toEqual([]);
});

test.each(["missing_credential", "profile_missing", "unresolved_ref"] as const)("%s is missing", (cause) => {
  expect(of({ cause }).map(({ kind }) => kind)).toEqual(["missing"]);
});

test("a cooldown that becomes a disabled time is the same condition, worse", () => {
  const [cooldown] = of({ cause: "cooldown", heldUntilMs: NOW + 1 });
  const [disabled] = of({ cause: "disabled", heldUntilMs: NOW + 2 });
  expect(disabled?.key).toBe(cooldown?.key);
  expect(disabled?.level).toBeGreaterThan(cooldown?.level ?? Number.NaN);
  expect(disabled?.untilMs).toBe(NOW + 2);
});

test("a profile that is held back is still told to be expiring", () => {
  const kinds = of({ cause: "cooldown", heldUntilMs: NOW + 1, endsAtMs: NOW + DAY }).map(({ kind }) => kind);
  expect(kinds).toEqual(["expiring", "cooldown"]);
});

test("probes are an alert from the set number of failures in a row", () => {
  expect(of({ probeFailures: 2 })).toEqual([]);
  expect(of({ probeFailures: 3 }).map(({ kind }) => kind)).toEqual(["probe_failing"]);
});

test("a threshold of 0 does not make a profile without probes fail", () => {
  const facts = { ...NONE, profiles: [PROFILE] };
  expect(alertConditions(facts, { ...THRESHOLDS, probeFailures: 0 }, NOW)).toEqual([]);
});

test("a failover to yet another profile is the same condition", () => {
  const to = (profileId: string) => [
    { ...ACCESS, profileId, previousProfileId: "anthropic:ops", nextProfileId: null, sinceMs: NOW },
  ];
  const [first] = alertConditions({ ...NONE, failovers: to("anthropic:a") }, THRESHOLDS, NOW);
  const [second] = alertConditions({ ...NONE, failovers: to("anthropic:b") }, THRESHOLDS, NOW);
  expect(first?.kind).toBe("failover");
  expect(second?.key).toBe(first?.key);
});

test("what happens to a gateway is one condition of each kind, however often it is named", () => {
  const twice = [
    { gatewayId: "gw_1", sinceMs: 1 },
    { gatewayId: "gw_1", sinceMs: 2 },
  ];
  const facts = { ...NONE, drifted: twice, publishFailures: twice, resolverDenials: twice };
  const kinds = alertConditions(facts, THRESHOLDS, NOW).map(({ kind }) => kind);
  expect(kinds).toEqual(["drift", "publish_failed", "resolver_denied"]);
});

test("ids that hold the separator do not share a key", () => {
  const two = [
    { ...ACCESS, agentId: "a/b", provider: "c" },
    { ...ACCESS, agentId: "a", provider: "b/c" },
  ];
  expect(alertConditions({ ...NONE, withoutCredential: two }, THRESHOLDS, NOW)).toHaveLength(2);
});
