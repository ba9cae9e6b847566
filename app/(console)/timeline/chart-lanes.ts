import "server-only";
import { getT } from "#app/_server/i18n.ts";
import type { ChartLane, ChartMark } from "#app/_ui/timeline-lane.client.tsx";
import { type EventWords, eventWords, hrefOf, lookOf } from "#app/(console)/timeline/event-words.ts";
import { type TimelinePlace, timelineAddress } from "#app/(console)/timeline/timeline-address.ts";
import { providerName } from "#lib/domain/providers.ts";
import { laneMarks, type TimelineLane, type TimelineMark } from "#lib/domain/timeline.ts";
import { timelineWindow } from "#lib/domain/timeline-window.ts";
import type { TimelineView } from "#lib/views/timeline-view.ts";

/** So many shapes of a kind fit beside one another in a lane. */
const SLOTS = 22;
/** So many lines of details are read; the rest is a click away. */
const LINES_MAX = 6;

/** The lanes of a view with all their words, as the drawing takes them. */
export async function chartLanes(view: TimelineView, place: TimelinePlace): Promise<ChartLane[]> {
  const t = await getT("timeline");
  const words = await eventWords();
  return view.lanes.rows.map((lane) => ({
    key: lane.key,
    ...laneNames(lane, t("lane.console")),
    marks: laneMarks(lane.events, view.window, SLOTS).map((mark) => chartMark(mark, view, place, words, t)),
  }));
}

type T = Awaited<ReturnType<typeof getT<"timeline">>>;

function chartMark(
  mark: TimelineMark,
  view: TimelineView,
  place: TimelinePlace,
  words: EventWords,
  t: T,
): ChartMark {
  const [first] = mark.events;
  const count = mark.events.length;
  const look = lookOf(mark);
  const lines = mark.events.slice(0, LINES_MAX).map(words.line);
  if (count > LINES_MAX) lines.push(t("more", { count: count - LINES_MAX }));
  const single = count === 1 && first ? first : null;
  return {
    key: `${look} ${mark.startMs}`,
    look,
    atMs: mark.startMs,
    endMs: mark.endMs,
    count,
    title: single ? `${words.whom(single)}: ${words.what(single)}` : t(`many.${manyOf(mark)}`, { count }),
    lines,
    href: single ? hrefOf(single) : closerAddress(mark, view, place),
  };
}

function manyOf({ kind, severity }: TimelineMark) {
  if (severity === "over") return "ended";
  if (kind !== "probe") return kind;
  return severity === "refused" ? "refused" : "works";
}

/** A part of the timeline in which the events of a mark come apart. */
function closerAddress(mark: TimelineMark, view: TimelineView, place: TimelinePlace): string {
  const last = Math.max(...mark.events.map(({ startMs, endMs }) => endMs ?? startMs));
  const margin = Math.max((last - mark.startMs) / 2, 12 * 60 * 60 * 1000);
  const asked = { fromMs: Math.round(mark.startMs - margin), toMs: Math.round(last + margin) };
  return timelineAddress(place, timelineWindow(asked, view.asOfMs));
}

function laneNames(lane: TimelineLane, console: string): { name: string; place: string | null } {
  if (lane.gatewayName === null) {
    return { name: lane.provider === null ? console : providerName(lane.provider), place: null };
  }
  return lane.agentId === null
    ? { name: lane.gatewayName, place: null }
    : { name: lane.agentId, place: lane.gatewayName };
}
