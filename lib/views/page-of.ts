/** Rows of one page: more than this nobody reads, and a browser takes long to draw. */
export const PAGE_ROWS_MAX = 100;

export type Page<Row> = { rows: Row[]; found: number; page: number; pageCount: number };

/** One page of a list, counted from 1. Anything that is no page is the first, and beyond the last it is the last. */
export function pageOf<Row>(all: Row[], wanted: number | undefined, size = PAGE_ROWS_MAX): Page<Row> {
  const pageCount = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(1, Math.trunc(wanted ?? 1) || 1), pageCount);
  const rows = all.slice((page - 1) * size, page * size);
  return { rows, found: all.length, page, pageCount };
}
