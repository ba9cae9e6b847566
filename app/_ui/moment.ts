import { formatDate, formatDateTime, formatRelative, isMoment } from "#app/_ui/time.ts";

/**
 * A moment in a reader's words, for a client component that shows many: the server's formats need not be the
 * browser's. `below` stands under the words, `title` under the pointer; `iso` is null for a number that is no moment.
 */
export type MomentWords =
  | { iso: string; words: string; below: string | null; title: string | null }
  | { iso: null };

/** How exactly a moment is shown at once; the rest is left to the pointer. */
type Exactness = "relative" | "day" | "minute";

/** Null stays null. Both in Unix milliseconds. */
export function momentWords(
  atMs: number | null,
  { nowMs, locale, shown = "relative" }: { nowMs: number; locale: string; shown?: Exactness },
): MomentWords | null {
  if (atMs === null) return null;
  if (!isMoment(atMs)) return { iso: null };
  const exact = formatDateTime(atMs, locale);
  return {
    iso: new Date(atMs).toISOString(),
    words: formatRelative(atMs, nowMs, locale),
    below: shown === "relative" ? null : shown === "day" ? formatDate(atMs, locale) : exact,
    title: shown === "minute" ? null : exact,
  };
}
