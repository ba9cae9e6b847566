/** @module-tag I09 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CredentialType, StoredProfile, UsageStats } from "#lib/domain/auth-store.ts";
import { resolveProfileOrder } from "#lib/domain/profile-order.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { testConfig, testProfile, testStore } from "#lib/testing/auth-store.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const providers = fc.constantFrom(
  "openai",
  "OpenAI",
  "zai",
  "z.ai",
  "volcengine",
  "volcengine-plan",
  "openrouter",
);
const ids: fc.Arbitrary<string> = fc.constantFrom("p:0", "p:1", "p:2", "p:3", "p:4", "p:ghost", "7");
const types = fc.constantFrom<CredentialType>("api_key", "token", "oauth");
const times = fc.constantFrom(0, NOW_MS - 1, NOW_MS, NOW_MS + 1, NOW_MS + 60_000);

const profile = fc.record({
  provider: providers,
  type: types,
  hasSecret: fc.boolean(),
  expires: fc.oneof(
    fc.constant({ kind: "absent" } as const),
    fc.constant({ kind: "invalid" } as const),
    times.map((atMs) => ({ kind: "at", atMs }) as const),
  ),
});
const stats = fc.record(
  { lastUsed: times, cooldownUntil: times, disabledUntil: times, disabledReason: fc.constant("billing") },
  { requiredKeys: [] },
);
const orders = fc.dictionary(providers, fc.array(ids, { maxLength: 6 }), { maxKeys: 3 });

const input = fc.record({
  profiles: fc.dictionary(ids, profile, { maxKeys: 6 }),
  usage: fc.dictionary(ids, stats),
  stored: orders,
  configured: orders,
  listed: fc.dictionary(ids, fc.tuple(providers, types), { maxKeys: 4 }),
  provider: providers,
  pinned: fc.option(ids),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

function resolve({ profiles, usage, stored, configured, listed, provider, pinned }: Input) {
  const store = testStore(
    Object.entries(profiles).map(([id, facts]) => profileOf(id, facts)),
    { order: stored, usageStats: usage as Record<string, UsageStats> },
  );
  return resolveProfileOrder({
    store,
    config: testConfig(listed, configured),
    provider,
    nowMs: NOW_MS,
    pinned,
  });
}

function profileOf(
  id: string,
  { provider, type, hasSecret, expires }: Input["profiles"][string],
): StoredProfile {
  return testProfile(id, {
    provider,
    type,
    expires,
    inline: type !== "oauth" && hasSecret ? new SecretText("FAKE") : null,
    oauth: type === "oauth" ? { hasAccess: hasSecret, hasRefresh: false, accountId: null } : null,
  });
}

describe("the order of any profiles", () => {
  test("names only usable profiles of the store, each once, with its place in the rows", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { order, rows } = resolve(given);
        expect(new Set(order).size).toBe(order.length);
        const placed = rows.filter(({ position }) => position !== null);
        expect(placed.map(({ profileId }) => profileId)).toEqual(order);
        for (const row of placed) expect(row.eligibility).toBe("ok");
        for (const row of rows) expect(row.position === null).toBe(row.excludedBy !== null);
        expect(new Set(rows.map(({ profileId }) => profileId)).size).toBe(rows.length);
      }),
    );
  });

  test("puts those in a window last, except one that is pinned", () => {
    fc.assert(
      fc.property(input, (given) => {
        const { order, rows } = resolve({ ...given, pinned: null });
        const windows = new Map(rows.map((row) => [row.profileId, row.window !== null]));
        const inWindow = order.map((id) => windows.get(id) === true);
        expect(inWindow).toEqual([...inWindow].sort());
        const pinned = order.at(-1) ?? null;
        expect(resolve({ ...given, pinned }).order[0]).toBe(pinned ?? undefined);
      }),
    );
  });

  test("does not depend on how usage stats and the config's lists are keyed when an order names the ids", () => {
    fc.assert(
      fc.property(input, (given) => {
        const turned = <T>(map: Record<string, T>) => Object.fromEntries(Object.entries(map).reverse());
        const order = { [given.provider]: ["p:0", "p:1", "p:2", "p:3", "p:4"] };
        const first = resolve({ ...given, stored: order });
        const again = resolve({
          ...given,
          stored: order,
          usage: turned(given.usage),
          listed: turned(given.listed),
          profiles: turned(given.profiles),
        });
        const isNamed = first.rows.some((row) => row.reasons.includes("stored_override"));
        if (isNamed) expect(again.order).toEqual(first.order);
      }),
    );
  });

  test("holds the same profiles for the same reasons however the store and the config are keyed", () => {
    fc.assert(
      fc.property(input, (given) => {
        const turned = <T>(map: Record<string, T>) => Object.fromEntries(Object.entries(map).reverse());
        const { profiles, usage, listed } = given;
        const first = resolve(given);
        const again = resolve({
          ...given,
          profiles: turned(profiles),
          usage: turned(usage),
          listed: turned(listed),
        });
        expect([...again.order].sort()).toEqual([...first.order].sort());
        const judged = ({ rows }: typeof first) =>
          new Map(
            rows.map(({ profileId, eligibility, excludedBy }) => [profileId, [eligibility, excludedBy]]),
          );
        expect(judged(again)).toEqual(judged(first));
      }),
    );
  });
});
