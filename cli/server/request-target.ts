/**
 * A request target that everything behind the guard can decode, or null for one that is no path.
 *
 * Next answers 500 to a part of a path that `decodeURIComponent` refuses. A browser takes such a `%` for a
 * plain character, and so does this: the part is escaped once more, and the page that is asked for it finds
 * nothing of that name. Queries are left alone; `URLSearchParams` reads them all.
 */
export function decodableTarget(target: string): string | null {
  if (!target.startsWith("/")) return null;
  const path = pathOf(target);
  return path.split("/").map(decodablePart).join("/") + target.slice(path.length);
}

/** The path of a request target, as it stands there. */
export function pathOf(target: string): string {
  return /^[^?#]*/.exec(target)?.[0] ?? "";
}

function decodablePart(part: string): string {
  try {
    decodeURIComponent(part);
    return part;
  } catch {
    return part.replaceAll("%", "%25");
  }
}
