import { ImportFault } from "#lib/imports/import-fault.ts";
import { positionAt } from "#lib/openclaw/text-position.ts";

/**
 * The lines of a CSV file (RFC 4180) below its heading, each by the names in the heading. Cells in quotes may hold line
 * breaks. Throws ImportFault `import_malformed` for a quote that is not closed.
 */
export function csvTable(text: string): Map<string, string>[] {
  const [heading = [], ...rows] = csvRows(text);
  const names = heading.map((name) => name.trim());
  return rows
    .filter((cells) => cells.some((cell) => cell !== ""))
    .map((cells) => new Map(names.map((name, column) => [name, cells[column] ?? ""])));
}

const CELL = /"((?:[^"]|"")*)"|[^",\n]*/y;

function csvRows(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    CELL.lastIndex = at;
    const match = CELL.exec(text);
    rows.at(-1)?.push(match?.[1]?.replaceAll('""', '"') ?? match?.[0] ?? "");
    at += match?.[0].length ?? 0;
    const next = text.charAt(at);
    if (next !== "," && next !== "\n" && next !== "")
      throw new ImportFault("import_malformed", positionAt(text, at));
    if (next === "\n") rows.push([]);
    at += 1;
  }
  return rows;
}
