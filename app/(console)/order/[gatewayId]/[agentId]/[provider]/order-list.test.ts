import { describe, expect, test } from "vitest";
import {
  restOf,
  shownList,
  startingList,
} from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-list.ts";
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

describe("of a long list the editor shows", () => {
  const many = (count: number) => {
    const ids = Array.from({ length: count }, (_, n) => `p:${String(n).padStart(5, "0")}`);
    const rows = ids.map((id) => row(id));
    return { candidates: ids, override: null, wanted: { order: ids, basis: "type_order" as const, rows } };
  };

  test("all of a hundred, with nothing left to keep", () => {
    const view = many(100);
    expect(shownList(view, null, "p:00099")).toMatchObject({ ids: view.candidates, rest: [], total: 100 });
  });

  test("the first eighty, and keeps the rest after them", () => {
    const view = many(500);
    const shown = shownList(view, null, undefined);
    expect(shown.ids).toEqual(view.candidates.slice(0, 80));
    expect(shown.include).toEqual(shown.ids);
    expect([shown.keepsRest, shown.rest]).toEqual([true, view.candidates.slice(80)]);
  });

  test("what is looked for first, unchecked in a draft, and the draft stays", () => {
    const view = many(500);
    const ids = ["p:00003", ...view.candidates.slice(0, 3)];
    const shown = shownList(view, { ids, include: ["p:00003"], keepsRest: false }, "P:0049");
    expect(shown.ids).toEqual([...view.candidates.slice(490), ...ids]);
    expect([shown.include, shown.keepsRest]).toEqual([["p:00003"], false]);
    expect(shown.rest).not.toContain("p:00499");
  });

  test("an override's first, and keeps the others that it names", () => {
    const view = { ...many(500), override: many(200).candidates.toReversed() };
    const shown = shownList(view, null, undefined);
    expect(shown.ids).toEqual(view.override.slice(0, 80));
    expect(shown.rest).toEqual(view.override.slice(80));
  });

  test("nothing checked, when an override could not hold all that are used now", () => {
    const view = many(1001);
    expect(shownList(view, null, undefined)).toMatchObject({ include: [], rest: [], total: 1001 });
    expect(restOf(view, [])).toBeNull();
  });

  test("no more than eighty of a draft, but every row that is checked, in their order", () => {
    const view = many(500);
    const draft = { ids: view.candidates.slice(0, 100), include: ["p:00098", "p:00001"] };
    const { ids, include } = shownList(view, draft, undefined);
    expect(ids).toEqual([...view.candidates.slice(0, 79), "p:00098"].sort());
    expect(include).toEqual(["p:00098", "p:00001"]);
  });
});
