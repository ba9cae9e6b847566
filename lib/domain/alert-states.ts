import type { AlertCondition } from "#lib/domain/alert-condition.ts";

/** A condition that people know of. Times are Unix milliseconds. */
export type AlertState = {
  condition: AlertCondition;
  /** The worst level that was told, for this end. */
  toldLevel: number;
  openedAtMs: number;
  lastEventMs: number;
  /** Since when it is gone; null while it is there. */
  absentSinceMs: number | null;
  /** No reminder and no next step before this time; null when it is not muted. */
  mutedUntilMs: number | null;
};

export type AlertEventKind = "opened" | "worsened" | "reminder" | "resolved";
export type AlertEvent = { what: AlertEventKind; condition: AlertCondition };

export type AlertRules = {
  /** Time from the last word about a condition to the next reminder; null for none. */
  reminderMs: number | null;
  /** Gateways whose files could not be read now: what was wrong there is neither better nor worse. */
  unread: ReadonlySet<string>;
};

export type AlertStep = {
  states: AlertState[];
  events: AlertEvent[];
  /** Whether the events belong into one message: the first look at an installation that has been running. */
  isDigest: boolean;
};

/** A condition counts as resolved after so long without it. OpenClaw's cooldowns of 1 and 5 minutes come and go. */
export const SETTLE_MS = 15 * 60 * 1000;

/**
 * The states after a look at what is wrong now, and what there is to tell: at most one event a condition, and none
 * twice. `previous` is null when nobody looked before.
 *
 * Total over clocks: a clock that went back shortens no state and lets waiting times begin anew, and one that went
 * forward makes one reminder due, however far it went.
 */
export function nextAlertStates(
  previous: readonly AlertState[] | null,
  present: readonly AlertCondition[],
  rules: AlertRules,
  nowMs: number,
): AlertStep {
  const known = new Map((previous ?? []).map((state) => [state.condition.key, state]));
  const events: AlertEvent[] = [];
  const states: AlertState[] = [];
  const keep = ({ state, what }: Next) => {
    if (what) events.push({ what, condition: state.condition });
    if (what !== "resolved") states.push(state);
  };
  const conditions = new Map(present.map((condition) => [condition.key, condition]));
  for (const condition of conditions.values()) {
    const state = known.get(condition.key);
    keep(state ? stillPresent(notAhead(state, nowMs), condition, rules, nowMs) : opened(condition, nowMs));
  }
  for (const state of known.values()) {
    if (conditions.has(state.condition.key)) continue;
    const isUnread = rules.unread.has(state.condition.gatewayId);
    keep(isUnread ? { state, what: null } : absent(notAhead(state, nowMs), nowMs));
  }
  return { states, events, isDigest: previous === null && events.length > 0 };
}

type Next = { state: AlertState; what: AlertEventKind | null };

function opened(condition: AlertCondition, nowMs: number): Next {
  const state = {
    condition,
    toldLevel: condition.level,
    openedAtMs: nowMs,
    lastEventMs: nowMs,
    absentSinceMs: null,
    mutedUntilMs: null,
  };
  return { state, what: "opened" };
}

function stillPresent(state: AlertState, condition: AlertCondition, rules: AlertRules, nowMs: number): Next {
  const hasNewEnd = isOtherEnd(state.condition, condition);
  const toldLevel = hasNewEnd ? Math.min(state.toldLevel, condition.level) : state.toldLevel;
  const here = { ...state, condition, toldLevel, absentSinceMs: null };
  if (state.mutedUntilMs !== null && nowMs < state.mutedUntilMs) return { state: here, what: null };
  if (condition.level > toldLevel) {
    return { state: { ...here, toldLevel: condition.level, lastEventMs: nowMs }, what: "worsened" };
  }
  if (rules.reminderMs !== null && nowMs - state.lastEventMs >= rules.reminderMs) {
    return { state: { ...here, lastEventMs: nowMs }, what: "reminder" };
  }
  return { state: here, what: null };
}

/** A credential that was replaced by one with another end starts its steps anew; a cooldown's end always moves. */
function isOtherEnd(before: AlertCondition, now: AlertCondition): boolean {
  const isEnd = now.kind === "expiring" || now.kind === "expired";
  return isEnd && before.untilMs !== now.untilMs;
}

function absent(state: AlertState, nowMs: number): Next {
  const absentSinceMs = state.absentSinceMs ?? nowMs;
  const gone = { ...state, absentSinceMs };
  return { state: gone, what: nowMs - absentSinceMs >= SETTLE_MS ? "resolved" : null };
}

/** A time that lies ahead was written by a clock that has been set back: waiting begins now. */
function notAhead(state: AlertState, nowMs: number): AlertState {
  const { openedAtMs, lastEventMs, absentSinceMs } = state;
  return {
    ...state,
    openedAtMs: Math.min(openedAtMs, nowMs),
    lastEventMs: Math.min(lastEventMs, nowMs),
    absentSinceMs: absentSinceMs === null ? null : Math.min(absentSinceMs, nowMs),
  };
}
