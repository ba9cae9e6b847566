import { expect, test } from "vitest";
import { findAlertRules, listAlertStates } from "#db/repositories/alert-states.ts";
import { DEFAULT_ALERT_RULES } from "#lib/domain/alert-rules.ts";
import { MuteAlertInput, muteAlert } from "#lib/operations/mute-alert.ts";
import { AlertRulesInput, setAlertRules } from "#lib/operations/set-alert-rules.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { actorOf, testContext } from "#lib/testing/context.ts";
import { FAKE, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { alertRulesView, alertsView } from "#lib/views/alerts-view.ts";

const HOUR = 60 * 60 * 1000;

function withAlert() {
  const ctx = testContext();
  const token = {
    type: "token",
    provider: "anthropic",
    token: FAKE.setupToken,
    expires: NOW_MS + 20 * 24 * HOUR,
  };
  testGateway(ctx, { stores: { main: { version: 1, profiles: { "anthropic:work": token } } } });
  watchAlerts(ctx, "here");
  const [item] = alertsView(ctx).page.rows;
  if (!item) throw new Error("nothing is wrong");
  return { ctx, item };
}

test("what is wrong is listed with its gateway's name, and can be muted and heard again", () => {
  const { ctx, item } = withAlert();
  expect(item).toMatchObject({ kind: "expiring", gatewayName: "local", step: 30, mutedUntilMs: null });
  const operator = ctx.as(actorOf("operator"));
  muteAlert(operator, MuteAlertInput.parse({ key: item.key, hours: "24" }));
  expect(alertsView(ctx).page.rows).toMatchObject([{ mutedUntilMs: NOW_MS + 24 * HOUR }]);
  // Past its next step nothing is told while it is muted.
  const later = { ...ctx, nowMs: NOW_MS + 7 * 24 * HOUR };
  muteAlert(ctx, { key: item.key, hours: 24 * 10 });
  expect(watchAlerts(later, "here")?.events).toEqual([]);
  muteAlert(operator, { key: item.key, hours: 0 });
  expect(watchAlerts(later, "here")?.events).toMatchObject([{ what: "worsened" }]);
});

test("a viewer may not mute, what is over cannot be, and neither changes anything", () => {
  const { ctx, item } = withAlert();
  const before = listAlertStates(ctx.db.reader);
  expect(() => muteAlert(ctx.as(actorOf("viewer")), { key: item.key, hours: 1 })).toThrow("forbidden");
  expect(() => muteAlert(ctx, { key: "end/none", hours: 1 })).toThrow("alert_not_found");
  expect(MuteAlertInput.safeParse({ key: item.key, hours: 2161 }).success).toBe(false);
  expect(listAlertStates(ctx.db.reader)).toEqual(before);
});

test("rules hold from the next look on; until someone sets them the defaults do", () => {
  const { ctx } = withAlert();
  expect(alertRulesView(ctx)).toMatchObject({ ...DEFAULT_ALERT_RULES, changedBy: null });
  const form = { expirySteps: "3, 60 30,3", probeFailures: "2", reminderHours: "", retentionDays: "30" };
  setAlertRules(ctx, AlertRulesInput.parse(form));
  expect(findAlertRules(ctx.db.reader)).toMatchObject({
    ...{ expirySteps: [60, 30, 3], probeFailures: 2, reminderHours: null, retentionDays: 30 },
    changedBy: "owner@example.test",
  });
  expect(watchAlerts({ ...ctx, nowMs: NOW_MS + 1 }, "here")?.conditions).toMatchObject([
    { level: 2, step: 30 },
  ]);
});

test("rules that make no sense are refused, and an operator may set none", () => {
  const good = { expirySteps: [7], probeFailures: 1, reminderHours: 1, retentionDays: 1 };
  for (const bad of [
    { expirySteps: "" },
    { expirySteps: "7 and 1" },
    { expirySteps: [0] },
    { expirySteps: [366] },
    { probeFailures: 0 },
    { reminderHours: 0 },
    { retentionDays: 0 },
  ]) {
    expect([bad, AlertRulesInput.safeParse({ ...good, ...bad }).success]).toEqual([bad, false]);
  }
  const ctx = testContext();
  expect(() => setAlertRules(ctx.as(actorOf("operator")), good)).toThrow("forbidden");
  expect(findAlertRules(ctx.db.reader)).toMatchObject(DEFAULT_ALERT_RULES);
});
