import { displayWidth, padDisplay } from "#cli/display-width.ts";
import type { Look, Paint } from "#cli/paint.ts";

/** One cell: its text, and how it looks where there is colour. */
export type Cell = string | { text: string; look: Look };

/** Two blanks tell columns apart, since ids may hold one. */
const GAP = "  ";

/** A table of plain lines: a heading, then one row a line, columns aligned, no blanks at line ends. */
export function tableLines(
  heading: readonly string[],
  rows: readonly (readonly Cell[])[],
  paint: Paint,
): string[] {
  const widths = heading.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(textOf(row[column])))),
  );
  const titles = heading.map((text): Cell => ({ text, look: "heading" }));
  return [titles, ...rows].map((row) => rowLine(row, widths, paint));
}

function rowLine(row: readonly Cell[], widths: readonly number[], paint: Paint): string {
  const last = row.findLastIndex((cell) => textOf(cell) !== "");
  return row
    .slice(0, last + 1)
    .map((cell, column) => {
      const text = textOf(cell);
      const padding = column === last ? "" : padDisplay(text, widths[column] ?? 0).slice(text.length);
      return (typeof cell === "string" ? text : paint(cell.look, text)) + padding;
    })
    .join(GAP);
}

function textOf(cell: Cell | undefined): string {
  return typeof cell === "object" ? cell.text : (cell ?? "");
}
