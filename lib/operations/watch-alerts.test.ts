import { writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { listDeliveries } from "#db/repositories/alert-deliveries.ts";
import { findAlertLook, listAlertStates } from "#db/repositories/alert-states.ts";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import type { NoticeEvent } from "#lib/domain/notice.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import { testChannelOf } from "#lib/testing/alerts.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { FAKE, storePathOf, testGateway } from "#lib/testing/gateway.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function storeWith(expires: number) {
  const token = { type: "token", provider: "anthropic", token: FAKE.setupToken, expires };
  return { version: 1, profiles: { "anthropic:work": token } };
}

/** A console that watches a gateway with one token; `look` is one look at a time. */
function watched(expires: number) {
  const ctx = testContext({ kind: "system" });
  const { gatewayId, stateDir } = testGateway(ctx, { stores: { main: storeWith(expires) } });
  const write = (store: unknown) => writeFileSync(storePathOf(stateDir), JSON.stringify(store));
  const look = (atMs: number) => watchAlerts({ ...ctx, nowMs: atMs }, "here");
  return { ctx, gatewayId, stateDir, write, look };
}

/** In the order they were written, whatever the clock said. */
function messages(ctx: TestContext) {
  const rows = listDeliveries(ctx.db.reader, { limit: 100, offset: 0 });
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

const said = (events: readonly NoticeEvent[]) => events.map(({ what, kind, step }) => [what, kind, step]);

test("an end that comes nearer is told once for each step, and once when it is over", () => {
  const endsAtMs = NOW_MS + 20 * DAY;
  const { ctx, look } = watched(endsAtMs);
  testChannelOf(ctx);
  for (const atMs of [
    NOW_MS,
    NOW_MS + MINUTE,
    endsAtMs - 14 * DAY,
    endsAtMs - 14 * DAY + 1,
    endsAtMs,
    endsAtMs + 1,
  ]) {
    look(atMs);
  }
  expect(messages(ctx).flatMap(({ notice }) => said(notice.events))).toEqual([
    ["opened", "expiring", 30],
    ["worsened", "expiring", 14],
    ["worsened", "expired", null],
  ]);
});

test("a credential that was replaced is told as over after it stayed away, and not before", () => {
  const { ctx, look, write } = watched(NOW_MS - DAY);
  testChannelOf(ctx);
  look(NOW_MS);
  write(storeWith(NOW_MS + 300 * DAY));
  look(NOW_MS + MINUTE);
  look(NOW_MS + 15 * MINUTE);
  expect(messages(ctx)).toHaveLength(1);
  look(NOW_MS + 16 * MINUTE);
  const [, last] = messages(ctx);
  expect(last?.notice.events).toMatchObject([
    {
      what: "resolved",
      kind: "expired",
      gatewayName: "local",
      profileId: "anthropic:work",
      sinceMs: NOW_MS - DAY,
    },
  ]);
  expect(listAlertStates(ctx.db.reader)).toEqual([]);
});

test("each channel that wants it gets one message, with one name for both; one that is off gets none", () => {
  const { ctx, look } = watched(NOW_MS - DAY);
  const [first, second] = [testChannelOf(ctx), testChannelOf(ctx, { name: "second" })];
  testChannelOf(ctx, { name: "off", isEnabled: false });
  testChannelOf(ctx, { name: "other kinds", kinds: ["drift"] });
  look(NOW_MS);
  const rows = messages(ctx);
  expect(rows.map(({ channelId }) => channelId).sort()).toEqual([first, second].sort());
  expect(new Set(rows.map(({ dedupeKey }) => dedupeKey)).size).toBe(1);
});

test("the first look at a gateway with many troubles is one message", () => {
  const ctx = testContext({ kind: "system" });
  const profiles = Object.fromEntries(
    [1, 2, 3].map((index) => [
      `anthropic:${index}`,
      { type: "token", provider: "anthropic", token: `${FAKE.setupToken}${index}`, expires: NOW_MS - index },
    ]),
  );
  testGateway(ctx, { stores: { main: { version: 1, profiles } } });
  testChannelOf(ctx);
  watchAlerts(ctx, "here");
  const [row, ...others] = messages(ctx);
  expect(others).toEqual([]);
  expect(row?.notice).toMatchObject({ isDigest: true, isTest: false });
  expect(row?.notice.events).toHaveLength(3);
});

test("a gateway that cannot be read is neither better nor worse", () => {
  const { ctx, look, stateDir } = watched(NOW_MS - DAY);
  testChannelOf(ctx);
  look(NOW_MS);
  writeFileSync(storePathOf(stateDir), "{ half a fi");
  look(NOW_MS + MINUTE);
  look(NOW_MS + 60 * MINUTE);
  expect(messages(ctx)).toHaveLength(1);
  expect(listAlertStates(ctx.db.reader)).toMatchObject([{ absentSinceMs: null }]);
});

test("in quiet time everything waits for its end and becomes one message; what is critical may pass", () => {
  const nightMs = Date.UTC(2027, 0, 1, 23, 0);
  const { ctx, look, write } = watched(nightMs + 20 * DAY);
  const quiet = { quietFrom: "22:00", quietTo: "07:00" };
  const silent = testChannelOf(ctx, { ...quiet, name: "silent" });
  const urgent = testChannelOf(ctx, { ...quiet, name: "urgent", criticalPasses: true });
  look(nightMs);
  write(storeWith(nightMs + MINUTE - 1));
  look(nightMs + MINUTE);
  const rows = messages(ctx).map(({ channelId, nextTryMs, isGathering, notice }) => ({
    ...{ channelId, nextTryMs, isGathering },
    events: said(notice.events),
  }));
  const morningMs = Date.UTC(2027, 0, 2, 7, 0);
  expect(rows.filter(({ channelId }) => channelId === silent)).toEqual([
    { channelId: silent, nextTryMs: morningMs, isGathering: true, events: [["opened", "expired", null]] },
  ]);
  expect(
    rows.filter(({ channelId }) => channelId === urgent).map(({ nextTryMs, events }) => [nextTryMs, events]),
  ).toEqual([
    [morningMs, [["opened", "expiring", 30]]],
    [nightMs + MINUTE, [["worsened", "expired", null]]],
  ]);
});

test("a clock that goes a year ahead and comes back tells each thing once", { tags: ["F11"] }, () => {
  const { ctx, look } = watched(NOW_MS + 300 * DAY);
  testChannelOf(ctx);
  const year = 365 * DAY;
  look(NOW_MS);
  for (const atMs of [NOW_MS + year, NOW_MS + year + MINUTE]) look(atMs);
  for (let minute = 1; minute <= 30; minute += 1) look(NOW_MS + minute * MINUTE);
  expect(messages(ctx).flatMap(({ notice }) => said(notice.events))).toEqual([
    ["opened", "expired", null],
    ["resolved", "expired", null],
  ]);
});

test("while one process looks another one does not, until its lease is over", () => {
  const { ctx } = watched(NOW_MS - DAY);
  testChannelOf(ctx);
  watchAlerts(ctx, "here");
  const lease = "UPDATE alert_looks SET looker = 'gone', lease_until_ms = ?";
  ctx.db.raw.prepare(lease).run(NOW_MS + 30_000);
  expect(watchAlerts(ctx, "here")).toBeNull();
  expect(findAlertLook(ctx.db.reader)?.looker).toBe("gone");
  expect(watchAlerts({ ...ctx, nowMs: NOW_MS + 30_000 }, "here")).not.toBeNull();
  // A lease longer than any is of a clock that was set back.
  ctx.db.raw.prepare(lease).run(NOW_MS + 365 * DAY);
  expect(watchAlerts({ ...ctx, nowMs: NOW_MS + 31_000 }, "here")).not.toBeNull();
});

test("a look that finds nothing new writes no audit row, and one that tells writes one", () => {
  const { ctx, look } = watched(NOW_MS - DAY);
  testChannelOf(ctx);
  look(NOW_MS);
  look(NOW_MS + MINUTE);
  const rows = listAuditRows(ctx.db.reader, { limit: 10, event: "alert.told" });
  expect(rows).toMatchObject([{ actorKind: "system", subject: "alerts", details: { opened: 1, queued: 1 } }]);
});

test("an operator may not look, and nothing is written", () => {
  const { ctx } = watched(NOW_MS - DAY);
  expect(() => watchAlerts(ctx.as(actorOf("operator")), "here")).toThrow(OperationError);
  expect(findAlertLook(ctx.db.reader)).toBeNull();
});
