import { expect, test } from "vitest";
import { PAGE_ROWS_MAX, pageOf } from "#lib/views/page-of.ts";

const rows = Array.from({ length: 2 * PAGE_ROWS_MAX + 1 }, (_, at) => at);

test.each([
  { wanted: undefined, page: 1 },
  { wanted: 0, page: 1 },
  { wanted: Number.NaN, page: 1 },
  { wanted: 2, page: 2 },
  { wanted: 3, page: 3 },
  { wanted: 999, page: 3 },
])("page $wanted of three is page $page", ({ wanted, page }) => {
  expect(pageOf(rows, wanted)).toMatchObject({ page, pageCount: 3, found: rows.length });
});

test("the last page holds what is left, and an empty list is one empty page", () => {
  expect(pageOf(rows, 3).rows).toEqual([2 * PAGE_ROWS_MAX]);
  expect(pageOf([], 1)).toEqual({ rows: [], found: 0, page: 1, pageCount: 1 });
});
