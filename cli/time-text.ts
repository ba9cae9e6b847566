/** The last instant a JavaScript `Date` can hold, in Unix milliseconds; a store may claim a later one. */
const DATE_MAX_MS = 8_640_000_000_000_000;

/** `2027-11-22 00:00 UTC` of a time in Unix milliseconds. */
export function timeText(atMs: number): string {
  if (!(Math.abs(atMs) <= DATE_MAX_MS)) return `${atMs} ms`;
  const [date = "", time = ""] = new Date(atMs).toISOString().split("T");
  return `${date} ${time.slice(0, 5)} UTC`;
}
