import { formatDate, formatDateTime, formatRelative, isMoment } from "#app/_ui/time.ts";

/**
 * A moment in a reader's words, for a client component that shows many: the server's formats need not be the
 * browser's. `day` stands under the words, `exact` under the pointer; `iso` is null for a number that is no moment.
 */
export type MomentWords = { iso: string; words: string; exact: string; day: string | null } | { iso: null };

/** Null stays null. Both in Unix milliseconds. */
export function momentWords(
  atMs: number | null,
  { nowMs, locale, withDay = false }: { nowMs: number; locale: string; withDay?: boolean },
): MomentWords | null {
  if (atMs === null) return null;
  if (!isMoment(atMs)) return { iso: null };
  return {
    iso: new Date(atMs).toISOString(),
    words: formatRelative(atMs, nowMs, locale),
    exact: formatDateTime(atMs, locale),
    day: withDay ? formatDate(atMs, locale) : null,
  };
}
