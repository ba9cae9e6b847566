/** Parts of a path, encoded. A store may hold half of a character, which no address can; it becomes a `\uFFFD`. */
export function pathOf(...parts: string[]): string {
  return parts.map((part) => `/${encodeURIComponent(part.toWellFormed())}`).join("");
}

/** A path with the parts of a query that have a value. Values are encoded here and nowhere else. */
export function addressOf(path: string, query: Record<string, string | number | undefined>): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  return parts.length === 0 ? path : `${path}?${new URLSearchParams(parts)}`;
}
