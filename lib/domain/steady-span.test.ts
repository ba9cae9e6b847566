import fc from "fast-check";
import { expect, test } from "vitest";
import type { CredentialType, StoredProfile, UsageStats } from "#lib/domain/auth-store.ts";
import { type ModelConfig, NO_CHOICE } from "#lib/domain/model-config.ts";
import { profileUse } from "#lib/domain/profile-use.ts";
import { evaluateProvider } from "#lib/domain/provider-evaluation.ts";
import type { RuntimeFacts } from "#lib/domain/runtime-credential.ts";
import { cellVerdict } from "#lib/domain/status-cell.ts";
import { isWithin, spanAround, storeMoments } from "#lib/domain/steady-span.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const MODELS: ModelConfig = {
  ...{ model: NO_CHOICE, imageModel: NO_CHOICE },
  ...{ agents: new Map(), allowed: new Map(), providers: new Map() },
};
const DAY_MS = 86_400_000;

test("a span begins at the last moment that has come and ends at the next, which is not in it", () => {
  const span = spanAround([NOW_MS - 5, NOW_MS, NOW_MS + 1, NOW_MS + 9, Number.NaN], NOW_MS);
  expect(span).toEqual({ fromMs: NOW_MS, untilMs: NOW_MS + 1 });
  expect([NOW_MS - 1, NOW_MS, NOW_MS + 1].map((nowMs) => isWithin(span, nowMs))).toEqual([
    false,
    true,
    false,
  ]);
});

test("without a moment a span has no end", () => {
  expect(isWithin(spanAround([], NOW_MS), 0)).toBe(true);
  expect(isWithin(spanAround([], NOW_MS), Number.MAX_SAFE_INTEGER)).toBe(true);
});

test("a fraction of a millisecond has both neighbours as moments", () => {
  const store = testStore([], { usageStats: { "a:x": { cooldownUntil: NOW_MS + 0.5 } } });
  expect([...storeMoments(store)]).toEqual([NOW_MS, NOW_MS + 1]);
});

const times = fc.oneof(
  fc.integer({ min: NOW_MS - 20 * DAY_MS, max: NOW_MS + 20 * DAY_MS }),
  fc.constantFrom(NOW_MS - 14 * DAY_MS, NOW_MS, NOW_MS + 1, NOW_MS + 14 * DAY_MS, NOW_MS + 0.25),
);
const profiles = fc.array(
  fc.record({
    type: fc.constantFrom<CredentialType>("api_key", "token", "oauth"),
    end: fc.option(times),
    isWritten: fc.boolean(),
    hasRefresh: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);
const usage = fc.array(
  fc.record(
    { cooldownUntil: times, disabledUntil: times, disabledReason: fc.constant("billing"), lastUsed: times },
    { requiredKeys: [] },
  ),
  { maxLength: 5 },
);

function profileOf(
  { type, end, isWritten, hasRefresh }: typeof profiles extends fc.Arbitrary<(infer T)[]> ? T : never,
  at: number,
): StoredProfile {
  const isText = isWritten && type === "oauth" && end !== null;
  return testProfile(`openai-codex:${at === 0 ? "default" : `n${at}`}`, {
    type,
    expires: end === null ? { kind: "absent" } : isText ? { kind: "invalid" } : { kind: "at", atMs: end },
    ...(isText && { expiresWritten: String(end) }),
    oauth: type === "oauth" ? { hasAccess: true, hasRefresh, accountId: null } : null,
  });
}

function verdictAt(facts: Omit<RuntimeFacts, "nowMs">, nowMs: number) {
  const now = { ...facts, nowMs };
  const evaluation = evaluateProvider("openai-codex", now);
  const find = (id: string) => facts.store.profiles.get(id) ?? null;
  const lookAtUse = (id: string) => {
    const profile = find(id);
    return profile && profileUse(profile, now);
  };
  return { evaluation, verdict: cellVerdict(evaluation, find, lookAtUse, nowMs) };
}

test("within a span every rule about a store answers the same", () => {
  let compared = 0;
  fc.assert(
    fc.property(profiles, usage, profiles, times, times, (own, stats, main, at, other) => {
      const named: Record<string, UsageStats> = {};
      for (const [n, each] of stats.entries()) named[profileOf(own[0] ?? NOTHING, n).profileId] = each;
      const store = testStore(own.map(profileOf), { usageStats: named });
      const mainStore = testStore(main.map(profileOf));
      const environment = { variables: new Map(), hasGcloudCredentials: false };
      const facts = { store, mainStore, auth: testConfig(), models: MODELS, environment };
      const nowMs = Math.floor(at);
      const span = spanAround([...storeMoments(store), ...storeMoments(mainStore)], nowMs);
      const inside = [span.fromMs, span.untilMs - 1, Math.floor(other)].filter(
        (ms) => Number.isFinite(ms) && isWithin(span, ms),
      );
      for (const ms of inside) {
        compared += 1;
        const all = { ...facts, resolves: () => true };
        expect(verdictAt(all, ms)).toEqual(verdictAt(all, nowMs));
      }
    }),
    { numRuns: 500, seed: 1 },
  );
  expect(compared).toBeGreaterThan(500);
});

const NOTHING = { type: "api_key", end: null, isWritten: false, hasRefresh: false } as const;
