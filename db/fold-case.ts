/**
 * The form in which texts are compared when case does not count. SQLite's own `lower` knows ASCII only; this is its
 * `fold_case` on every connection, and what a search is folded by.
 */
export function foldCase(text: string): string {
  return text.toLowerCase();
}
