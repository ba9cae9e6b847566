import { listGateways } from "#db/repositories/gateways.ts";
import { listExpiries } from "#db/repositories/timeline.ts";
import {
  byStart,
  eventsWithin,
  type TimelineEvent,
  type TimelineGrouping,
  type TimelineLane,
  timelineLanes,
} from "#lib/domain/timeline.ts";
import { type TimelineWindow, timelineWindow, wholeTimeline } from "#lib/domain/timeline-window.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";
import { observedEvents } from "#lib/views/timeline-observed.ts";
import { recordedEvents } from "#lib/views/timeline-recorded.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** Lanes and table rows of one response; together no more than a page of anything else. */
const LANES_MAX = 30;
const ROWS_MAX = 50;

export type TimelineQuery = {
  grouping: TimelineGrouping;
  gatewayId?: string | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  lanePage?: number | undefined;
  page?: number | undefined;
};

export type TimelineView = {
  asOfMs: number;
  window: TimelineWindow;
  grouping: TimelineGrouping;
  /** Events in the window. */
  total: number;
  lanes: Page<TimelineLane>;
  /** The same events as a list, in order of time. */
  rows: Page<TimelineEvent>;
  gateways: { gatewayId: string; name: string }[];
  /** Credentials that ended before the timeline begins. */
  endedEarlier: number;
  /** Gateways whose state dir cannot be read, so that nothing of theirs but the console's own is here. */
  unreadable: string[];
};

/**
 * Expiries, cooldown and disabled spans, probes that began or ceased to be refused, changes and publishes of all gateways on one axis, from 30 days ago to
 * a year ahead. The drawing and the table are made of the same events. No vault, no network.
 */
export function timelineView(ctx: ViewContext, query: TimelineQuery): TimelineView {
  const all = listGateways(ctx.db.reader);
  const gateways = all.filter(({ id }) => !query.gatewayId || id === query.gatewayId);
  const window = timelineWindow({ fromMs: query.fromMs, toMs: query.toMs }, ctx.nowMs);
  const whole = wholeTimeline(ctx.nowMs);
  const states = gateways.map((gateway) => ({ gateway, state: readUnchangedGateway(gateway) }));
  const held = listExpiries(ctx.db.reader);
  const live = new Set(held.map((row) => row.rowId));
  const events = [
    ...states.flatMap(({ gateway, state }) => observedEvents(gateway, state, held, ctx.nowMs)),
    ...recordedEvents(ctx, gateways, whole, held).map((event) => withoutDeadLink(event, live)),
  ];
  const shown = eventsWithin(eventsWithin(events, whole), window);
  return {
    asOfMs: ctx.nowMs,
    window,
    grouping: query.grouping,
    total: shown.length,
    lanes: pageOf(timelineLanes(shown, query.grouping), query.lanePage, LANES_MAX),
    rows: pageOf(byStart(shown), query.page, ROWS_MAX),
    gateways: all.map(({ id, name }) => ({ gatewayId: id, name })),
    endedEarlier: events.filter((event) => event.severity === "over" && event.startMs < whole.fromMs).length,
    unreadable: states.flatMap(({ gateway, state }) => (state.problem === null ? [] : [gateway.name])),
  };
}

/** A profile that is gone has no page any more. */
function withoutDeadLink(event: TimelineEvent, live: ReadonlySet<string>): TimelineEvent {
  const leadsNowhere = event.kind === "change" && event.linkId !== null && !live.has(event.linkId);
  return leadsNowhere ? { ...event, linkId: null } : event;
}
