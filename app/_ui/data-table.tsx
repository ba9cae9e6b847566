import { clsx } from "clsx";
import type { Key, ReactNode } from "react";

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  align?: "left" | "right";
  /** Names the row. One column at most; it heads the card on a phone. */
  rowHeader?: boolean;
  /** The header is said but not shown, such as over row actions. */
  hideHeader?: boolean;
  /** Stays on one line. */
  nowrap?: boolean;
  /** Takes what is left of the width. */
  grow?: boolean;
};

type Props<Row> = {
  /** What the table lists; read out, not shown. */
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => Key;
  /** Instead of the table when there are no rows: an `EmptyState`. */
  empty?: ReactNode;
  /** Dims a row that does not count, such as an excluded profile. */
  isDimmed?: (row: Row) => boolean;
};

/**
 * A dense table whose header stays in sight; under 640 px each row is a card with named facts. Where the page is too
 * narrow for its columns it scrolls sideways by itself; what is read out only stays within it.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty, isDimmed }: Props<Row>) {
  if (rows.length === 0 && empty) return empty;
  return (
    <div className="relative sm:max-xl:overflow-x-auto">
      <table className="w-full border-separate border-spacing-0 text-sm max-sm:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="max-sm:hidden">
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={clsx(
                  "sticky top-0 z-10 border-line border-b bg-sunken px-3 py-2 font-medium text-fg-muted text-xs",
                  "first:pl-(--panel-x) last:pr-(--panel-x)",
                  column.align === "right" ? "text-right" : "text-left",
                  column.grow && "w-full",
                  "whitespace-nowrap",
                )}
              >
                {column.hideHeader ? <span className="sr-only">{column.header}</span> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="max-sm:block">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={clsx(
                "group/row hover:bg-sunken max-sm:relative max-sm:block max-sm:border-line max-sm:px-(--panel-x) max-sm:py-2.5",
                "max-sm:[&:not(:last-child)]:border-b",
                isDimmed?.(row) && "text-fg-muted",
              )}
            >
              {columns.map((column) => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const Tag = column.rowHeader ? "th" : "td";
  return (
    <Tag
      scope={column.rowHeader ? "row" : undefined}
      className={clsx(
        "border-line px-3 py-(--cell-y) align-middle font-normal tabular-nums",
        "first:pl-(--panel-x) last:pr-(--panel-x) sm:group-not-last/row:border-b",
        "max-sm:flex max-sm:items-baseline max-sm:justify-between max-sm:gap-4 max-sm:px-0! max-sm:py-1!",
        column.align === "right" ? "text-right max-sm:text-left" : "text-left",
        column.nowrap && "sm:whitespace-nowrap",
        !column.rowHeader && "max-sm:has-[>div:empty]:hidden",
        column.rowHeader && "sm:min-w-32 max-sm:pr-12!",
        column.hideHeader && "max-sm:absolute max-sm:top-1.5 max-sm:right-3",
      )}
    >
      {!column.rowHeader && !column.hideHeader && (
        <span className="shrink-0 text-fg-muted text-xs sm:hidden">{column.header}</span>
      )}
      <div className={clsx("min-w-0", !column.rowHeader && "max-sm:text-right")}>{column.cell(row)}</div>
    </Tag>
  );
}
