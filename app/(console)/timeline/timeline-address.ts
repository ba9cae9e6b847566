import type { TimelineMoves } from "#app/_ui/timeline.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import type { TimelineGrouping } from "#lib/domain/timeline.ts";
import {
  isWholeTimeline,
  panTimeline,
  type TimelineWindow,
  zoomTimeline,
} from "#lib/domain/timeline-window.ts";

/** What the address of the timeline holds besides the window. */
export type TimelinePlace = { grouping: TimelineGrouping; gatewayId: string | undefined };

/** The address of a window; everything there is has the plain one. */
export function timelineAddress(
  { grouping, gatewayId }: TimelinePlace,
  window: TimelineWindow | null,
  more: Record<string, number | undefined> = {},
): string {
  return addressOf("/timeline", {
    group: grouping === "gateway" ? undefined : grouping,
    gateway: gatewayId,
    from: window?.fromMs,
    to: window?.toMs,
    ...more,
  });
}

/** Where each way to pan and zoom leads; null where it would change nothing. */
export function timelineMoves(place: TimelinePlace, window: TimelineWindow, nowMs: number): TimelineMoves {
  const isWhole = isWholeTimeline(window, nowMs);
  const inside = nowMs >= window.fromMs && nowMs <= window.toMs;
  const anchorMs = inside ? nowMs : (window.fromMs + window.toMs) / 2;
  const to = (next: TimelineWindow) => {
    if (next.fromMs === window.fromMs && next.toMs === window.toMs) return null;
    return timelineAddress(place, isWholeTimeline(next, nowMs) ? null : next);
  };
  return {
    back: to(panTimeline(window, -0.5, nowMs)),
    ahead: to(panTimeline(window, 0.5, nowMs)),
    closer: to(zoomTimeline(window, 0.5, anchorMs, nowMs)),
    wider: to(zoomTimeline(window, 2, anchorMs, nowMs)),
    whole: isWhole ? null : timelineAddress(place, null),
  };
}
