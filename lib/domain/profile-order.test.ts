import { describe, expect, test } from "vitest";
import { type OrderInput, resolveProfileOrder } from "#lib/domain/profile-order.ts";
import {
  testConfig as config,
  testProfile as profile,
  shortRows,
  testStore as store,
} from "#lib/testing/auth-store.ts";

const NOW_MS = Date.UTC(2026, 10, 22);
const oauth = { type: "oauth", oauth: { hasAccess: true, hasRefresh: true, accountId: null } } as const;
const token = { type: "token" } as const;
const blank = { inline: null } as const;

function resolve(over: Pick<OrderInput, "store"> & Partial<OrderInput>) {
  return resolveProfileOrder({ config: config(), provider: "a", nowMs: NOW_MS, ...over });
}

const ABC = [profile("a:1"), profile("a:2"), profile("a:3")];

describe("without any order", () => {
  test("oauth comes before token before api_key, and the file decides among equals", () => {
    const result = resolve({
      store: store([
        profile("a:k1"),
        profile("a:t", token),
        profile("b:x"),
        profile("a:o", oauth),
        profile("a:k2"),
      ]),
    });
    expect(result.basis).toBe("type_order");
    expect(shortRows(result.rows)).toEqual([
      "1 a:o type_order",
      "2 a:t type_order",
      "3 a:k1 type_order file_order",
      "4 a:k2 type_order file_order",
    ]);
  });

  test("inside a type the one unused for longest comes first, never used before all", () => {
    const usageStats = { "a:1": { lastUsed: 20 }, "a:2": { lastUsed: 10 } };
    expect(shortRows(resolve({ store: store(ABC, { usageStats }) }).rows)).toEqual([
      "1 a:3 type_order oldest_last_used",
      "2 a:2 type_order oldest_last_used",
      "3 a:1 type_order oldest_last_used",
    ]);
  });

  test("windowed ones go last, the soonest end first, whatever their type", () => {
    const usageStats = {
      "a:o": { cooldownUntil: NOW_MS + 20 },
      "a:1": { disabledUntil: NOW_MS + 10, disabledReason: "billing" },
      "a:2": { cooldownUntil: NOW_MS },
    };
    const result = resolve({ store: store([profile("a:o", oauth), ...ABC], { usageStats }) });
    expect(shortRows(result.rows)).toEqual([
      "1 a:2 type_order file_order",
      "2 a:3 type_order file_order",
      "3 a:1 moved_back_disabled",
      "4 a:o moved_back_cooldown",
    ]);
    expect(result.rows[2]?.window).toEqual({ kind: "disabled", untilMs: NOW_MS + 10, reason: "billing" });
  });

  test("windows of openrouter do not count", () => {
    const usageStats = { "openrouter:1": { cooldownUntil: NOW_MS + 9 } };
    const profiles = [profile("openrouter:1"), profile("openrouter:2")];
    const result = resolve({ store: store(profiles, { usageStats }), provider: "openrouter" });
    expect(result.order).toEqual(["openrouter:1", "openrouter:2"]);
    expect(result.rows[0]?.window).toBeNull();
  });

  test("an unusable one is shown with its code and not tried", () => {
    const old = profile("a:old", { ...token, expires: { kind: "at", atMs: NOW_MS } });
    expect(shortRows(resolve({ store: store([profile("a:x", blank), old, profile("a:1")]) }).rows)).toEqual([
      "1 a:1 type_order",
      "- a:x ineligible/missing_credential",
      "- a:old ineligible/expired",
    ]);
  });

  test("a provider without profiles has an empty order and no rows", () => {
    expect(resolve({ store: store(ABC), provider: "zzz" })).toEqual({
      order: [],
      basis: "type_order",
      rows: [],
    });
  });
});

describe("a stored order", () => {
  test("keeps its sequence, whatever types and uses say, and leaves the others out", () => {
    const result = resolve({
      store: store([...ABC, profile("a:o", oauth), profile("a:x", blank)], {
        order: { a: ["a:2", "a:1"] },
        usageStats: { "a:2": { lastUsed: 99 } },
      }),
    });
    expect(result.basis).toBe("stored");
    expect(shortRows(result.rows)).toEqual([
      "1 a:2 stored_override",
      "2 a:1 stored_override",
      "- a:3 stored_order/ok",
      "- a:o stored_order/ok",
      "- a:x stored_order/missing_credential",
    ]);
  });

  test("wins over the config's, also when it names only junk", () => {
    const result = resolve({
      store: store(ABC, { order: { a: ["ghost", "b:1"] } }),
      config: config({}, { a: ["a:1"] }),
    });
    expect(result.order).toEqual([]);
    expect(shortRows(result.rows)).toEqual([
      "- ghost ineligible/profile_missing",
      "- b:1 ineligible/profile_missing",
      "- a:1 stored_order/ok",
      "- a:2 stored_order/ok",
      "- a:3 stored_order/ok",
    ]);
  });

  test("names a repeat once, at its first place", () => {
    expect(
      shortRows(resolve({ store: store(ABC, { order: { a: ["a:3", "a:1", "a:3", "a:2"] } }) }).rows),
    ).toEqual(["1 a:3 stored_override duplicate", "2 a:1 stored_override", "3 a:2 stored_override"]);
  });

  test("moves windowed ones to its end", () => {
    const usageStats = { "a:1": { cooldownUntil: NOW_MS + 9 }, "a:2": { disabledUntil: NOW_MS + 5 } };
    const order = { a: ["a:1", "a:2", "a:3"] };
    expect(shortRows(resolve({ store: store(ABC, { order, usageStats }) }).rows)).toEqual([
      "1 a:3 stored_override",
      "2 a:2 stored_override moved_back_disabled",
      "3 a:1 stored_override moved_back_cooldown",
    ]);
  });

  test("is found under any spelling, the first key in the file winning", () => {
    const profiles = [profile("zai:1"), profile("zai:2")];
    const order = { "Z.AI": ["zai:2"], zai: ["zai:1"] };
    expect(resolve({ store: store(profiles, { order }), provider: "z-ai" }).order).toEqual(["zai:2"]);
  });

  test("of volcengine does not apply to its coding plan, whose profiles are the same", () => {
    const profiles = [profile("volcengine:1"), profile("volcengine:2")];
    const own = store(profiles, { order: { volcengine: ["volcengine:2"] } });
    expect(resolve({ store: own, provider: "volcengine" }).order).toEqual(["volcengine:2"]);
    expect(resolve({ store: own, provider: "volcengine-plan" })).toMatchObject({
      basis: "type_order",
      order: ["volcengine:1", "volcengine:2"],
    });
  });
});

describe("a pinned profile", () => {
  test("goes first even in a window", () => {
    const usageStats = { "a:2": { cooldownUntil: NOW_MS + 9 } };
    const result = resolve({ store: store(ABC, { usageStats }), pinned: "a:2" });
    expect(result.order).toEqual(["a:2", "a:1", "a:3"]);
    expect(result.rows[0]).toMatchObject({ position: 1, reasons: ["moved_back_cooldown", "pinned"] });
  });

  test.each(["ghost", "b:1", "a:3"])("that is not in the order, like %s, changes nothing", (pinned) => {
    const input = { store: store([...ABC, profile("b:1")], { order: { a: ["a:1", "a:2"] } }) };
    expect(resolve({ ...input, pinned })).toEqual(resolve(input));
  });
});

test("resolving changes nothing of what it was given", () => {
  const order = { a: ["a:2", "a:2"] };
  const given = store(ABC, { order, usageStats: { "a:2": { cooldownUntil: NOW_MS - 1, errorCount: 3 } } });
  const before = structuredClone({ order: given.order, usageStats: given.usageStats });
  resolve({ store: given, pinned: "a:1" });
  expect({ order: given.order, usageStats: given.usageStats }).toEqual(before);
});
