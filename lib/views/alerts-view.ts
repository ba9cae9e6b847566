import { listChannels } from "#db/repositories/alert-channels.ts";
import { findAlertLook, findAlertRules, listAlertStates } from "#db/repositories/alert-states.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { ALERT_SEVERITIES, type AlertCondition } from "#lib/domain/alert-condition.ts";
import type { AlertRuleSet } from "#lib/domain/alert-rules.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** A trouble that people were told of. `key` names it for muting. Times are Unix milliseconds. */
export type AlertItem = AlertCondition & {
  gatewayName: string;
  /** Since when the console knows. */
  openedAtMs: number;
  lastToldMs: number;
  /** It is gone since then, but not long enough to be told as over; null while it is there. */
  absentSinceMs: number | null;
  /** Null when it is not muted now. */
  mutedUntilMs: number | null;
};

export type AlertsView = {
  asOfMs: number;
  /** Null before the first look. */
  lookedAtMs: number | null;
  /** Channels that are turned on; with none, nobody is told. */
  channelCount: number;
  page: Page<AlertItem>;
};

/** What is wrong now: the most severe first, then what began last. */
export function alertsView(ctx: ViewContext, page?: number): AlertsView {
  const { reader } = ctx.db;
  const names = new Map(listGateways(reader).map(({ id, name }) => [id, name]));
  const items = listAlertStates(reader).map(({ condition, ...state }): AlertItem => {
    const isMuted = state.mutedUntilMs !== null && ctx.nowMs < state.mutedUntilMs;
    return {
      ...condition,
      gatewayName: names.get(condition.gatewayId) ?? condition.gatewayId,
      openedAtMs: state.openedAtMs,
      lastToldMs: state.lastEventMs,
      absentSinceMs: state.absentSinceMs,
      mutedUntilMs: isMuted ? state.mutedUntilMs : null,
    };
  });
  const rank = ({ severity }: AlertItem) => ALERT_SEVERITIES.indexOf(severity);
  const sorted = items.sort(
    (a, b) => rank(b) - rank(a) || b.openedAtMs - a.openedAtMs || (a.key < b.key ? -1 : 1),
  );
  return {
    asOfMs: ctx.nowMs,
    lookedAtMs: findAlertLook(reader)?.lookedAtMs ?? null,
    channelCount: listChannels(reader).filter(({ isEnabled }) => isEnabled).length,
    page: pageOf(sorted, page),
  };
}

export type AlertRulesView = AlertRuleSet & {
  asOfMs: number;
  changedAtMs: number | null;
  /** Null when the defaults hold. */
  changedBy: string | null;
};

export function alertRulesView(ctx: ViewContext): AlertRulesView {
  return { asOfMs: ctx.nowMs, ...findAlertRules(ctx.db.reader) };
}
