const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** How far the timeline reaches, in milliseconds before and after now. */
export const TIMELINE_BACK_MS = 30 * DAY_MS;
export const TIMELINE_AHEAD_MS = 365 * DAY_MS;

/** Nothing on the timeline is told apart below this. */
const SPAN_MIN_MS = 6 * HOUR_MS;

/** A part of the timeline, both ends in Unix milliseconds, `fromMs` the earlier. */
export type TimelineWindow = { fromMs: number; toMs: number };

/** Everything the timeline reaches at `nowMs`. */
export function wholeTimeline(nowMs: number): TimelineWindow {
  return { fromMs: nowMs - TIMELINE_BACK_MS, toMs: nowMs + TIMELINE_AHEAD_MS };
}

/**
 * The window someone asked for, moved and cut to what the timeline reaches; without both ends it is everything.
 *
 * Total: any two numbers give a window of at least six hours.
 */
export function timelineWindow(
  asked: { fromMs: number | undefined; toMs: number | undefined },
  nowMs: number,
): TimelineWindow {
  const whole = wholeTimeline(nowMs);
  const { fromMs, toMs } = asked;
  if (fromMs === undefined || toMs === undefined || !(fromMs < toMs)) return whole;
  const span = Math.min(Math.max(toMs - fromMs, SPAN_MIN_MS), whole.toMs - whole.fromMs);
  const from = Math.min(Math.max(fromMs, whole.fromMs), whole.toMs - span);
  return { fromMs: from, toMs: from + span };
}

/** Moves the window by a share of its own length; a negative share goes back in time. */
export function panTimeline(window: TimelineWindow, share: number, nowMs: number): TimelineWindow {
  const by = Math.round((window.toMs - window.fromMs) * share);
  return timelineWindow({ fromMs: window.fromMs + by, toMs: window.toMs + by }, nowMs);
}

/** Makes the window `factor` times as long around a moment, which keeps its place on the screen. */
export function zoomTimeline(
  window: TimelineWindow,
  factor: number,
  anchorMs: number,
  nowMs: number,
): TimelineWindow {
  const fromMs = Math.round(anchorMs - (anchorMs - window.fromMs) * factor);
  const toMs = Math.round(anchorMs + (window.toMs - anchorMs) * factor);
  return timelineWindow({ fromMs, toMs }, nowMs);
}

/** Whether the window is all there is, so that nothing lies outside of it. */
export function isWholeTimeline(window: TimelineWindow, nowMs: number): boolean {
  const whole = wholeTimeline(nowMs);
  return window.fromMs <= whole.fromMs && window.toMs >= whole.toMs;
}
