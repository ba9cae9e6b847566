export const DAY_MS = 86_400_000;

/** The start of a day such as `2026-11-22` in UTC, in Unix milliseconds; null for a day that is none. */
export function startOfDay(text: string): number | null {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00.000Z`) : Number.NaN;
  // The 31st of a shorter month is read as the 1st of the next.
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : ms;
}
