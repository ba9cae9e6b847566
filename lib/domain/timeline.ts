import { expiryState } from "#lib/domain/expiry-state.ts";
import { normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import type { TimelineWindow } from "#lib/domain/timeline-window.ts";

export type TimelineKind = "expiry" | "cooldown" | "disabled" | "probe" | "change" | "publish";

/**
 * How much something matters. `expiring` is OpenClaw's own notice of 24 hours, `soon` ours of two weeks;
 * `renews` is an OAuth login that its gateway refreshes by itself, `refused` one that its provider does not take.
 */
export type TimelineSeverity =
  | "over"
  | "refused"
  | "expiring"
  | "soon"
  | "later"
  | "renews"
  | "held"
  | "none";

/** Something that happens at a moment or, when `endMs` is not null, from one moment to another. Unix milliseconds. */
export type TimelineEvent = {
  kind: TimelineKind;
  severity: TimelineSeverity;
  startMs: number;
  endMs: number | null;
  gatewayId: string;
  gatewayName: string;
  agentId: string | null;
  provider: string | null;
  profileId: string | null;
  /** The console's own id of the profile, when it holds it; of the publication for `publish`. */
  linkId: string | null;
  /** What exactly: the audit event of a change, the reason of a disabled span, the state of a probe. */
  detail: string | null;
  /** Who did it. */
  actor: string | null;
};

export type TimelineGrouping = "gateway" | "agent" | "provider";
export const TIMELINE_GROUPINGS = ["gateway", "agent", "provider"] as const;

export type TimelineLane = {
  key: string;
  gatewayName: string | null;
  agentId: string | null;
  provider: string | null;
  /** By start. */
  events: TimelineEvent[];
};

/** One shape in the drawing: an event, or events so near that they would lie on one another. */
export type TimelineMark = {
  kind: TimelineKind;
  /** The gravest of them. */
  severity: TimelineSeverity;
  startMs: number;
  endMs: number | null;
  events: TimelineEvent[];
};

const DAY_MS = 24 * 60 * 60 * 1000;
const GRAVEST_FIRST: readonly TimelineSeverity[] = [
  "over",
  "refused",
  "expiring",
  "held",
  "soon",
  "later",
  "renews",
  "none",
];

/** How much an expiry matters; at exactly 24 hours OpenClaw already warns. */
export function expirySeverity(expiresAtMs: number, renews: boolean, nowMs: number): TimelineSeverity {
  if (renews) return "renews";
  const state = expiryState(expiresAtMs, nowMs);
  if (state === "over") return "over";
  if (expiresAtMs - nowMs <= DAY_MS) return "expiring";
  return state === "soon" ? "soon" : "later";
}

/** Events that lie in the window or reach into it. */
export function eventsWithin(events: readonly TimelineEvent[], window: TimelineWindow): TimelineEvent[] {
  return events.filter(({ startMs, endMs }) => (endMs ?? startMs) >= window.fromMs && startMs <= window.toMs);
}

/** The order of the table: by start, then by what it is about, so that it is the same each time. */
export function byStart(events: readonly TimelineEvent[]): TimelineEvent[] {
  return [...events].sort((a, b) => a.startMs - b.startMs || compare(sortKey(a), sortKey(b)));
}

const sortKey = (event: TimelineEvent) =>
  [event.gatewayName, event.agentId, event.profileId, event.kind, event.detail].join("\0");

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A lane per gateway, agent or provider, by name. What is about a whole gateway has no agent and no provider;
 * among providers its lane is the last.
 */
export function timelineLanes(events: readonly TimelineEvent[], grouping: TimelineGrouping): TimelineLane[] {
  const lanes = new Map<string, TimelineLane>();
  for (const event of byStart(events)) {
    const name = laneName(event, grouping);
    const key = [name.gatewayId, name.agentId, name.provider].map((part) => part ?? "").join("\0");
    const lane = lanes.get(key);
    if (lane) lane.events.push(event);
    else {
      const { gatewayName, agentId, provider } = name;
      lanes.set(key, { key, gatewayName, agentId, provider, events: [event] });
    }
  }
  const isRest = (lane: TimelineLane) => Number(lane.gatewayName === null && lane.provider === null);
  const title = (lane: TimelineLane) => [lane.gatewayName, lane.provider, lane.agentId].join("\0");
  return [...lanes.values()].sort(
    (a, b) => isRest(a) - isRest(b) || compare(title(a), title(b)) || compare(a.key, b.key),
  );
}

function laneName(event: TimelineEvent, grouping: TimelineGrouping) {
  const { gatewayId, gatewayName, agentId } = event;
  const provider = event.provider === null ? null : normalizeAuthProvider(event.provider);
  if (grouping === "provider") return { gatewayId: null, gatewayName: null, agentId: null, provider };
  return { gatewayId, gatewayName, agentId: grouping === "agent" ? agentId : null, provider: null };
}

/**
 * What a lane draws in a window that is `slots` marks wide: events of a kind that fall into one slot, or spans
 * that touch, are one mark. What has ended is never one with what will, and what is refused never one with what works.
 * Every event of the window is in exactly
 * one mark.
 */
export function laneMarks(
  events: readonly TimelineEvent[],
  window: TimelineWindow,
  slots: number,
): TimelineMark[] {
  const slotMs = (window.toMs - window.fromMs) / slots;
  const open = new Map<string, TimelineMark>();
  const marks: TimelineMark[] = [];
  for (const event of byStart(eventsWithin(events, window))) {
    const { kind, severity } = event;
    const sort = severity === "over" || severity === "refused" ? severity : kind;
    const last = open.get(sort);
    if (last && touches(last, event, slotMs)) {
      join(last, event);
      continue;
    }
    const mark = { ...pick(event), events: [event] };
    open.set(sort, mark);
    marks.push(mark);
  }
  return marks;
}

const pick = ({ kind, severity, startMs, endMs }: TimelineEvent) => ({ kind, severity, startMs, endMs });

/** Moments are near when they fall within a slot of the first; spans when they touch. */
function touches(mark: TimelineMark, event: TimelineEvent, slotMs: number): boolean {
  const reachMs = mark.endMs ?? mark.startMs + slotMs;
  return mark.endMs === null ? event.startMs < reachMs : event.startMs <= reachMs;
}

function join(mark: TimelineMark, event: TimelineEvent): void {
  mark.events.push(event);
  if (mark.endMs !== null) mark.endMs = Math.max(mark.endMs, event.endMs ?? event.startMs);
  if (GRAVEST_FIRST.indexOf(event.severity) < GRAVEST_FIRST.indexOf(mark.severity))
    mark.severity = event.severity;
}
