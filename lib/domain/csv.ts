/** What a spreadsheet takes for a formula when a cell begins with it. */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * A line of CSV (RFC 4180), ended by CR and LF. Each text is quoted, and one that a spreadsheet would calculate gets an
 * apostrophe before it, because anyone can choose a name such as `=HYPERLINK(…)`. Numbers stand as they are.
 */
export function csvLine(cells: readonly (string | number)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(cell: string | number): string {
  if (typeof cell === "number") return String(cell);
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
