import { expect, test } from "vitest";
import { auditFilterOf } from "#lib/domain/audit-filter.ts";

test("both days belong to what is asked for", () => {
  const { filter, invalid } = auditFilterOf({ from: "2026-11-22", to: "2026-11-22" });
  expect(invalid).toBeNull();
  expect([filter.fromMs, filter.untilMs]).toEqual([Date.UTC(2026, 10, 22), Date.UTC(2026, 10, 23)]);
});

test("what is blank is not asked for", () => {
  const { filter } = auditFilterOf({ event: "", actor: "", text: "", from: "", to: "" });
  expect(Object.values(filter).filter((value) => value !== undefined)).toEqual([]);
});

test.each(["2026-02-30", "2026-13-01", "today", "2026-1-1", "22.11.2026"])("%s is no day", (day) => {
  expect(auditFilterOf({ from: day }).invalid).toBe("from");
  expect(auditFilterOf({ to: day })).toMatchObject({ invalid: "to" });
});
