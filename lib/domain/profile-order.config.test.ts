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

describe("the config's order", () => {
  test("counts when none is stored", () => {
    const result = resolve({ store: store(ABC), config: config({}, { A: ["a:3", "a:1"] }) });
    expect(result.basis).toBe("config");
    expect(shortRows(result.rows)).toEqual([
      "1 a:3 config_order",
      "2 a:1 config_order",
      "- a:2 config_order/ok",
    ]);
  });

  test("disables the provider's profiles when it is empty", () => {
    const result = resolve({ store: store(ABC), config: config({ "a:1": ["a", "api_key"] }, { a: [] }) });
    expect(result).toMatchObject({ order: [], basis: "config" });
    expect(result.rows.map((row) => row.excludedBy)).toEqual([
      "config_order",
      "config_order",
      "config_order",
    ]);
  });
});

describe("auth.profiles", () => {
  test("limits the candidates to those it lists and orders them by type", () => {
    const result = resolve({
      store: store([...ABC, profile("a:t", token), profile("a:bad", token)]),
      config: config({
        "a:2": ["a", "api_key"],
        "a:gone": ["a", "api_key"],
        "a:t": ["A", "oauth"],
        "a:bad": ["a", "api_key"],
        "a:3": ["b", "api_key"],
      }),
    });
    expect(result.basis).toBe("config_profiles");
    expect(shortRows(result.rows)).toEqual([
      "1 a:t config_profiles type_order",
      "2 a:2 config_profiles type_order",
      "- a:gone ineligible/profile_missing",
      "- a:bad ineligible/mode_mismatch",
      "- a:1 config_profiles/ok",
      "- a:3 config_profiles/provider_mismatch",
    ]);
  });

  test("gives way to the store when the store has none of its ids", () => {
    const result = resolve({
      store: store([...ABC, profile("a:t", token), profile("a:x", blank)]),
      config: config({ "a:gone": ["a", "api_key"] }),
    });
    expect(result.basis).toBe("config_profiles");
    expect(shortRows(result.rows)).toEqual([
      "1 a:t listed_ids_missing type_order",
      "2 a:1 listed_ids_missing type_order file_order",
      "3 a:2 listed_ids_missing type_order file_order",
      "4 a:3 listed_ids_missing type_order file_order",
      "- a:gone ineligible/profile_missing",
      "- a:x ineligible/missing_credential",
    ]);
  });

  test("does not give way while one of its ids is in the store, usable or not", () => {
    const result = resolve({
      store: store([profile("a:1", blank), profile("a:2")]),
      config: config({ "a:gone": ["a", "api_key"], "a:1": ["a", "api_key"] }),
    });
    expect(result.order).toEqual([]);
  });

  test("lets an order of missing ids give way too, in file order instead of type order", () => {
    const result = resolve({
      store: store([...ABC, profile("a:o", oauth)], { order: { a: ["ghost"] } }),
      config: config({ "a:1": ["a", "api_key"] }),
    });
    expect(result.basis).toBe("stored");
    expect(shortRows(result.rows)).toEqual([
      "1 a:1 listed_ids_missing file_order",
      "2 a:2 listed_ids_missing file_order",
      "3 a:3 listed_ids_missing file_order",
      "4 a:o listed_ids_missing file_order",
      "- ghost ineligible/profile_missing",
    ]);
  });
});
