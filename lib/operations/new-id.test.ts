import { expect, test } from "vitest";
import { newId } from "#lib/operations/new-id.ts";

test("an id says what it names and fits wherever ids go", () => {
  expect(newId("prof")).toMatch(/^prof_[0-9a-f]{32}$/);
});

test("ids sort by age, also when more are made in a millisecond than the count can hold", () => {
  const ids = Array.from({ length: 200_000 }, () => newId("cred"));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("two ids of one moment differ in much more than their count", () => {
  const [left = "", right = ""] = [newId("gw"), newId("gw")];
  const differing = [...left].filter((digit, at) => digit !== right[at]);
  expect(differing.length).toBeGreaterThan(8);
});
