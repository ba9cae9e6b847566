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
  rowKey: (row: Row, at: number) => Key;
  /** Instead of the table when there are no rows: an `EmptyState`. */
  empty?: ReactNode;
  /** Dims a row that does not count, such as an excluded profile. */
  isDimmed?: (row: Row) => boolean;
};

/**
 * A dense table whose header stays in sight; under 640 px each row is a card with named facts. Where the page is too
 * narrow for its columns it scrolls sideways by itself; what is read out only stays within it. Its look is in
 * globals.css: a list has hundreds of cells, and what each says of itself is sent and read twice.
 */
export function DataTable<Row>({ caption, columns, rows, rowKey, empty, isDimmed }: Props<Row>) {
  if (rows.length === 0 && empty) return empty;
  return (
    <div className="relative sm:max-xl:overflow-x-auto">
      <table className="data-table">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                className={clsx(column.align === "right" && "is-right", column.grow && "w-full") || undefined}
              >
                {column.hideHeader ? <span className="sr-only">{column.header}</span> : column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={rowKey(row, at)} className={isDimmed?.(row) ? "text-fg-muted" : undefined}>
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
      data-name={column.rowHeader || column.hideHeader ? undefined : column.header}
      className={
        clsx(
          column.align === "right" && "is-right",
          column.nowrap && "is-nowrap",
          column.hideHeader && "is-action",
        ) || undefined
      }
    >
      <div>{column.cell(row)}</div>
    </Tag>
  );
}
