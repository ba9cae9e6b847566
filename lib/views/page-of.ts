/** Rows of one page: more than this nobody reads, and each is sent twice, as HTML and for React to take over from. */
export const PAGE_ROWS_MAX = 50;

export type Page<Row> = { rows: Row[]; found: number; page: number; pageCount: number };

/** One page of a list, counted from 1. Anything that is no page is the first, and beyond the last it is the last. */
export function pageOf<Row>(all: Row[], wanted: number | undefined, size = PAGE_ROWS_MAX): Page<Row> {
  const { offset, ...place } = pagePlace(all.length, wanted, size);
  return { rows: all.slice(offset, offset + size), found: all.length, ...place };
}

/** Where that page stands in a list of which only the length is known. */
export function pagePlace(found: number, wanted: number | undefined, size = PAGE_ROWS_MAX) {
  const pageCount = Math.max(1, Math.ceil(found / size));
  const page = Math.min(Math.max(1, Math.trunc(wanted ?? 1) || 1), pageCount);
  return { page, pageCount, offset: (page - 1) * size };
}
