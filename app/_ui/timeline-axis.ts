import { scaleUtc } from "d3-scale";

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

export type AxisTick = { atMs: number; label: string };

/**
 * The round moments of a stretch of time, about `count` of them, with what to write at each, in UTC.
 * The finer the steps, the finer the words: hours, then days, then months, with the year where one begins.
 */
export function axisTicks(
  { fromMs, toMs }: { fromMs: number; toMs: number },
  count: number,
  locale: string,
): AxisTick[] {
  const moments = scaleUtc()
    .domain([fromMs, toMs])
    .ticks(count)
    .map((date) => date.getTime());
  const stepMs = (moments[1] ?? toMs) - (moments[0] ?? fromMs);
  return moments.map((atMs) => ({ atMs, label: tickLabel(atMs, stepMs, locale) }));
}

function tickLabel(atMs: number, stepMs: number, locale: string): string {
  const date = new Date(atMs);
  const startsDay = atMs % DAY_MS === 0;
  if (stepMs < DAY_MS && !startsDay)
    return words(atMs, locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (stepMs < 27 * DAY_MS) return words(atMs, locale, { month: "short", day: "numeric" });
  if (date.getUTCMonth() === 0) return words(atMs, locale, { year: "numeric" });
  return words(atMs, locale, { month: "short" });
}

function words(atMs: number, locale: string, format: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { ...format, timeZone: "UTC" }).format(atMs);
}

/** How wide the drawing of a lane is at least, in pixels: beside the sidebar on a wide screen, and on a narrower one. */
const PLOT_PX = { wide: 740, narrow: 300 };
/** From a mark's middle to its count, a digit of it, and the half of the next mark. */
const [BEFORE_PX, DIGIT_PX, AFTER_PX] = [9, 7.5, 7];

/** Where the count beside a mark ends before the next mark, `gap` percent of the drawing away, begins. */
export function roomForCount(count: number, gap: number): "everywhere" | "wide" | "nowhere" {
  const px = BEFORE_PX + String(count).length * DIGIT_PX + AFTER_PX;
  const fits = (plotPx: number) => (gap / 100) * plotPx >= px;
  if (fits(PLOT_PX.narrow)) return "everywhere";
  return fits(PLOT_PX.wide) ? "wide" : "nowhere";
}

/** Where a moment lies in a stretch of time, in percent from its beginning, kept inside of it. */
export function shareOf(atMs: number, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  const share = ((atMs - fromMs) / (toMs - fromMs)) * 100;
  return Math.round(Math.min(Math.max(share, 0), 100) * 1000) / 1000;
}
