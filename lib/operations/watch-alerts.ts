import { NO_CHANGE, OWN_RECORD, type Tx } from "#db/mutate.ts";
import { deleteDeliveriesBefore } from "#db/repositories/alert-deliveries.ts";
import {
  deleteAlertState,
  findAlertLook,
  findAlertRules,
  listAlertStates,
  saveAlertLook,
  saveAlertState,
} from "#db/repositories/alert-states.ts";
import { deleteFailoversBefore } from "#db/repositories/failovers.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { type AlertCondition, alertConditions } from "#lib/domain/alert-condition.ts";
import { type AlertEvent, type AlertState, nextAlertStates } from "#lib/domain/alert-states.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { alertFacts, type GatewayLook, lookAtGateway } from "#lib/operations/alert-facts.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { queueNotices } from "#lib/operations/queue-notices.ts";
import { watchFailovers } from "#lib/operations/watch-failovers.ts";

const HOUR_MS = 60 * 60 * 1000;

/** How long a look belongs to the process that took it on. */
const LOOK_LEASE_MS = 60_000;

export type Watched = {
  /** What is wrong now. */
  conditions: AlertCondition[];
  /** What there was to tell of it. */
  events: AlertEvent[];
  /** Messages written to the outbox, or taken into one that waits there. */
  queued: number;
};

/**
 * Looks once at what is wrong, and writes what changed and whom to tell in one transaction; nothing is sent here. The
 * demo is left out, because nobody has to be told of invented credentials. Null when another process is looking. `looker` names this process.
 */
export function watchAlerts(ctx: WriteContext, looker: string): Watched | null {
  authorise(ctx.actor, "alert:manage");
  if (!takeLook(ctx, looker)) return null;
  const watched = listGateways(ctx.db.reader).filter(({ stateDir }) => !isDemoStateDir(stateDir));
  const looks = watched.map((gateway) => lookAtGateway(gateway, ctx.nowMs));
  return mutate(ctx, (tx) => {
    const look = findAlertLook(tx);
    if (look?.looker !== looker) return { result: null, audit: NO_CHANGE };
    // A gateway may have been removed while it was read.
    const known = new Set(listGateways(tx).map(({ id }) => id));
    const there = looks.filter(({ gateway }) => known.has(gateway.id));
    const watched = tell(tx, there, look.lookedAtMs, ctx.nowMs);
    saveAlertLook(tx, { looker, leaseUntilMs: ctx.nowMs, lookedAtMs: ctx.nowMs });
    forgetOld(tx, ctx.nowMs);
    const audit = { event: "alert.told", subject: "alerts", details: detailsOf(watched) };
    return { result: watched, audit: watched.events.length > 0 ? audit : OWN_RECORD };
  });
}

/** Another process's lease holds until it runs out; one that is longer than any is of a clock that was set back. */
function takeLook(ctx: WriteContext, looker: string): boolean {
  const { nowMs } = ctx;
  return mutate(ctx, (tx) => {
    const look = findAlertLook(tx);
    const isAnothers = look !== null && look.looker !== looker;
    const isHeld = isAnothers && nowMs < look.leaseUntilMs && look.leaseUntilMs <= nowMs + LOOK_LEASE_MS;
    if (isHeld) return { result: false, audit: NO_CHANGE };
    saveAlertLook(tx, { looker, leaseUntilMs: nowMs + LOOK_LEASE_MS, lookedAtMs: look?.lookedAtMs ?? null });
    return { result: true, audit: OWN_RECORD };
  });
}

function tell(tx: Tx, looks: readonly GatewayLook[], lookedAtMs: number | null, nowMs: number): Watched {
  const rules = findAlertRules(tx);
  const failovers = watchFailovers(tx, looks, lookedAtMs, nowMs);
  const conditions = alertConditions({ ...alertFacts(tx, looks, nowMs), failovers }, rules, nowMs);
  const before = listAlertStates(tx);
  const unread = looks.filter(({ isComplete }) => !isComplete).map(({ gateway }) => gateway.id);
  const { states, events, isDigest } = nextAlertStates(
    lookedAtMs === null ? null : before,
    conditions,
    {
      reminderMs: rules.reminderHours === null ? null : rules.reminderHours * HOUR_MS,
      unread: new Set(unread),
    },
    nowMs,
  );
  saveStates(tx, before, states);
  const queued = queueNotices(tx, { events, states: [...before, ...states], isDigest }, nowMs);
  return { conditions, events, queued };
}

function saveStates(tx: Tx, before: readonly AlertState[], after: readonly AlertState[]): void {
  const written = new Map(before.map((state) => [state.condition.key, JSON.stringify(sorted(state))]));
  for (const state of after) {
    const { key } = state.condition;
    if (written.get(key) !== JSON.stringify(sorted(state))) saveAlertState(tx, state);
    written.delete(key);
  }
  for (const key of written.keys()) deleteAlertState(tx, key);
}

/** In one sequence of names, whether it was just made or read from the database. */
function sorted({ condition, ...state }: AlertState) {
  const inOrder = (object: object) => Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
  return [inOrder(condition), inOrder(state)];
}

function forgetOld(tx: Tx, nowMs: number): void {
  const beforeMs = nowMs - findAlertRules(tx).retentionDays * 24 * HOUR_MS;
  deleteDeliveriesBefore(tx, beforeMs);
  deleteFailoversBefore(tx, beforeMs);
}

function detailsOf({ events, queued }: Watched): Record<string, unknown> {
  const counts: Record<string, number> = {};
  for (const { what } of events) counts[what] = (counts[what] ?? 0) + 1;
  return { ...counts, queued };
}
