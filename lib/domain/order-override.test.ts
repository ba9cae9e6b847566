import { describe, expect, test } from "vitest";
import { overrideKeyInUse, planOrderOverride, readOverride } from "#lib/domain/order-override.ts";

const PROFILES = new Map([
  ["anthropic:default", { provider: "anthropic" }],
  ["anthropic:work", { provider: "Anthropic" }],
  ["anthropic:工作", { provider: "anthropic" }],
  ["openai:x", { provider: "openai" }],
  ["zai:one", { provider: "z.ai" }],
  ["volc:one", { provider: "volcengine" }],
]);

function plan(provider: string, ...profileIds: string[]) {
  return planOrderOverride({ profiles: PROFILES, provider, profileIds });
}

describe("planning an order override", () => {
  test("trims the ids, drops blanks and keeps the first of a repeat", () => {
    expect(plan("anthropic", " anthropic:work ", "", "anthropic:default", "anthropic:work", "  ")).toEqual({
      ok: true,
      provider: "anthropic",
      profileIds: ["anthropic:work", "anthropic:default"],
    });
  });

  test("normalises the provider it is stored under", () => {
    expect(plan(" Z-AI ", "zai:one")).toEqual({ ok: true, provider: "zai", profileIds: ["zai:one"] });
  });

  test("takes ids that are not ASCII", () => {
    expect(plan("anthropic", "anthropic:工作")).toMatchObject({ ok: true });
  });

  test.each([
    { provider: "", ids: ["anthropic:work"], code: "order_provider_missing", params: {} },
    { provider: "  ", ids: [], code: "order_provider_missing", params: {} },
    { provider: "anthropic", ids: [], code: "order_empty", params: {} },
    { provider: "anthropic", ids: ["", " "], code: "order_empty", params: {} },
    {
      provider: "anthropic",
      ids: ["anthropic:work", "ghost", "ghost2"],
      code: "order_profile_unknown",
      params: { profileId: "ghost" },
    },
    {
      provider: "anthropic",
      ids: ["anthropic:work,anthropic:default"],
      code: "order_profile_unknown",
      params: { profileId: "anthropic:work,anthropic:default" },
    },
    {
      provider: "Anthropic",
      ids: ["openai:x"],
      code: "order_profile_wrong_provider",
      params: { profileId: "openai:x", profileProvider: "openai", provider: "anthropic" },
    },
    {
      provider: "volcengine-plan",
      ids: ["volc:one"],
      code: "order_profile_wrong_provider",
      params: { profileId: "volc:one", profileProvider: "volcengine", provider: "volcengine-plan" },
    },
  ])("for $provider with $ids is refused with $code", ({ provider, ids, code, params }) => {
    expect(plan(provider, ...ids)).toEqual({ ok: false, code, params });
  });

  test("a refusal leaves the list it was given as it was", () => {
    const ids = Object.freeze([" anthropic:work ", "ghost"]);
    planOrderOverride({ profiles: PROFILES, provider: "anthropic", profileIds: ids });
    expect(ids).toEqual([" anthropic:work ", "ghost"]);
  });
});

describe("reading the override", () => {
  const order = new Map([
    ["Z-AI", ["zai:two"]],
    ["zai", ["zai:one"]],
    ["anthropic", []],
  ]);

  test("shows the normalised key although another spelling is applied", () => {
    expect(readOverride({ order }, "z.ai")).toEqual(["zai:one"]);
    expect(overrideKeyInUse({ order }, "z.ai")).toBe("Z-AI");
  });

  test("shows nothing for an override stored under another spelling only", () => {
    const hidden = new Map([["Z.AI", ["zai:two"]]]);
    expect(readOverride({ order: hidden }, "zai")).toBeNull();
    expect(overrideKeyInUse({ order: hidden }, "zai")).toBe("Z.AI");
  });

  test("shows nothing for an empty or absent one", () => {
    expect(readOverride({ order }, "anthropic")).toBeNull();
    expect(readOverride({ order }, "openai")).toBeNull();
    expect(overrideKeyInUse({ order }, "openai")).toBeNull();
  });

  test("hands out a copy", () => {
    readOverride({ order }, "zai")?.push("x");
    expect(order.get("zai")).toEqual(["zai:one"]);
  });
});
