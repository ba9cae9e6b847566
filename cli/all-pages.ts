import type { Page } from "#lib/views/page-of.ts";

/** Every row of a list that pages show in parts. */
export function listAll<Row>(pageAt: (page: number) => Page<Row>): Row[] {
  const first = pageAt(1);
  const others = Array.from({ length: first.pageCount - 1 }, (_, index) => pageAt(index + 2).rows);
  return [...first.rows, ...others.flat()];
}
