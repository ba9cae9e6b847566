import { describe, expect, test } from "vitest";
import { startingList } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-list.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";

const row = (profileId: string, excludedBy: ProfileOrderRow["excludedBy"] = null): ProfileOrderRow => ({
  profileId,
  position: excludedBy === null ? 1 : null,
  eligibility: excludedBy === "ineligible" ? "expired" : "ok",
  window: null,
  excludedBy,
  reasons: [],
});

const wanted = {
  order: ["p:b", "p:a"],
  basis: "config" as const,
  rows: [row("p:b"), row("p:a"), row("p:old", "ineligible"), row("p:out", "config_order")],
};
const candidates = ["p:a", "p:b", "p:old", "p:out"];

describe("the list starts with", () => {
  test("the order OpenClaw uses when there is no override, what an order leaves out being unchecked", () => {
    expect(startingList({ candidates, override: null, wanted }, null)).toEqual({
      ids: ["p:b", "p:a", "p:old", "p:out"],
      include: ["p:b", "p:a", "p:old"],
    });
  });

  test("the override, then every other profile unchecked", () => {
    expect(startingList({ candidates, override: ["p:old", "p:a"], wanted }, null)).toEqual({
      ids: ["p:old", "p:a", "p:b", "p:out"],
      include: ["p:old", "p:a"],
    });
  });

  test("a draft rather than the override", () => {
    const draft = { ids: ["p:out", "p:a"], include: ["p:out"] };
    expect(startingList({ candidates, override: ["p:a"], wanted }, draft)).toEqual({
      ids: ["p:out", "p:a", "p:b", "p:old"],
      include: ["p:out"],
    });
  });

  test("no id twice and none that is gone", () => {
    const draft = { ids: ["p:gone", "p:a", "p:a"], include: ["p:gone", "p:a"] };
    expect(startingList({ candidates: ["p:a"], override: null, wanted }, draft)).toEqual({
      ids: ["p:a"],
      include: ["p:a"],
    });
  });
});
