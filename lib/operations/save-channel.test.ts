import { describe, expect, test } from "vitest";
import { findChannel, findSealedChannel, listChannels } from "#db/repositories/alert-channels.ts";
import { insertDelivery, listDeliveries } from "#db/repositories/alert-deliveries.ts";
import { listAuditRows } from "#db/repositories/audit-log.ts";
import { failedDelivery } from "#lib/domain/delivery-result.ts";
import type { sendNotice } from "#lib/notify/send-notice.ts";
import { ChannelInput } from "#lib/operations/channel-input.ts";
import { mutate } from "#lib/operations/context.ts";
import { removeChannel } from "#lib/operations/remove-channel.ts";
import { retryDelivery } from "#lib/operations/retry-delivery.ts";
import { channelProblems, saveChannel } from "#lib/operations/save-channel.ts";
import { testChannel } from "#lib/operations/test-channel.ts";
import { CHANNEL_SECRET, channelForm, SIGNING_SECRET, testChannelOf } from "#lib/testing/alerts.ts";
import { actorOf, type TestContext, testContext } from "#lib/testing/context.ts";
import { notice } from "#lib/testing/notice.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { channelsView, deliveriesView } from "#lib/views/channels-view.ts";

const save = (ctx: TestContext, id: string | null, changed: Parameters<typeof channelForm>[0]) =>
  saveChannel(ctx, id, ChannelInput.parse(channelForm(changed)));

const issuesOf = (changed: Parameters<typeof channelForm>[0]) =>
  ChannelInput.safeParse(channelForm(changed)).error?.issues.map(({ path, message }) => [path[0], message]);

/** A sender that notes what it was given. */
function sender(result: Awaited<ReturnType<typeof sendNotice>> = { outcome: "delivered" }) {
  const seen: Parameters<typeof sendNotice>[] = [];
  const send: typeof sendNotice = async (...args) => {
    seen.push(args);
    return result;
  };
  return { seen, send };
}

const options = (send: typeof sendNotice) => ({ clock: () => NOW_MS, send });

function wait(ctx: TestContext, channelId: string, id = "note_1"): void {
  mutate(ctx, (tx) => {
    const row = { id, channelId, dedupeKey: id, notice: notice({ key: id }), createdAtMs: NOW_MS } as const;
    insertDelivery(tx, { ...row, state: "pending", isGathering: false, tries: 0, nextTryMs: NOW_MS });
    return { result: null, audit: { event: "test", subject: id } };
  });
}

const stateOf = (ctx: TestContext) => listDeliveries(ctx.db.reader, { limit: 9, offset: 0 })[0]?.state;

test("a channel is sealed, and no view, audit row or error has anything of its secrets", () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx, { quietFrom: "22:30", quietTo: "07:00", digestAt: "09:05" });
  expect(findSealedChannel(ctx.db.reader, channelId)).toMatch(/^v1\./);
  expect(findChannel(ctx.db.reader, channelId)).toMatchObject({
    settings: { kind: "webhook", server: "hooks.example.test" },
    quietFromMinute: 1350,
    quietToMinute: 420,
    digestMinute: 545,
  });
  const shown = JSON.stringify([channelsView(ctx), listAuditRows(ctx.db.reader, { limit: 99 })]);
  expect(shown).toContain("on call");
  expect(shown).not.toContain(CHANNEL_SECRET);
  expect(shown).not.toContain(SIGNING_SECRET.slice(6));
});

test("empty secrets keep the stored ones, which still open and are sent with", async () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx);
  const sealed = findSealedChannel(ctx.db.reader, channelId);
  save(ctx, channelId, { name: "nights", secret: { url: "", signingSecret: "" } });
  expect(findSealedChannel(ctx.db.reader, channelId)).toBe(sealed);
  const { seen, send } = sender();
  await testChannel(ctx, channelId, options(send));
  const [channel] = seen[0] ?? [];
  expect(channel?.secrets.kind === "webhook" && channel.secrets.url.reveal()).toContain(CHANNEL_SECRET);
});

test("a secret is not sent to another server by an edit", () => {
  const ctx = testContext();
  const shown = { baseUrl: "https://ntfy.example.test" };
  const channelId = testChannelOf(ctx, { kind: "ntfy", shown, secret: { topic: "t", token: "tk_FAKE" } });
  const elsewhere = { kind: "ntfy", shown: { baseUrl: "https://evil.example.test" }, secret: {} } as const;
  expect(() => save(ctx, channelId, elsewhere)).toThrow("channel_secret_again");
  const input = ChannelInput.parse(channelForm(elsewhere));
  expect(channelProblems(ctx, channelId, input)).toEqual([{ field: "topic", code: "channel_secret_again" }]);
  expect(findChannel(ctx.db.reader, channelId)?.settings).toMatchObject(shown);
});

test("settings that were changed in the database by hand do not get the secrets sent elsewhere", async () => {
  const ctx = testContext();
  const shown = { baseUrl: "https://ntfy.example.test" };
  const channelId = testChannelOf(ctx, { kind: "ntfy", shown, secret: { topic: "t", token: "tk_FAKE" } });
  const settings = JSON.stringify({ kind: "ntfy", baseUrl: "https://evil.example.test" });
  ctx.db.raw.prepare("UPDATE alert_channels SET settings = ?").run(settings);
  const { seen, send } = sender();
  const { result } = await testChannel(ctx, channelId, options(send));
  expect(result).toEqual(failedDelivery("secret_unusable"));
  expect(seen).toEqual([]);
});

describe("a channel is refused", () => {
  test.each([
    [{ name: " " }, ["name", "required"]],
    [{ kinds: [] }, ["kinds", "required"]],
    [{ zone: "Middle-earth/Shire" }, ["zone", "time_zone"]],
    [{ quietFrom: "22:00" }, ["quietTo", "quiet_time_half"]],
    [{ digestAt: "24:00" }, ["digestAt", "time_of_day"]],
  ])("with %j", (changed, issue) => {
    expect(issuesOf(changed)).toEqual([issue]);
  });

  test.each([
    ["without its secrets", null, { secret: {} }, "required"],
    ["under a name that is taken, in any case of letters", null, { name: "ON CALL" }, "channel_name_taken"],
    ["that does not exist", "chan_none", {}, "channel_not_found"],
  ])("%s, and nothing is written", (_, id, changed, code) => {
    const ctx = testContext();
    testChannelOf(ctx);
    const before = listChannels(ctx.db.reader);
    expect(() => save(ctx, id, { name: "new", ...changed })).toThrow(code);
    expect(listChannels(ctx.db.reader)).toEqual(before);
  });

  test("that would become one of another kind", () => {
    const ctx = testContext();
    const channelId = testChannelOf(ctx);
    expect(() => save(ctx, channelId, { kind: "slack" })).toThrow("channel_kind_fixed");
    expect(findChannel(ctx.db.reader, channelId)?.kind).toBe("webhook");
  });
});

test("an operator may neither save, test nor remove a channel, and a viewer may not send again", async () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx);
  wait(ctx, channelId);
  const operator = ctx.as(actorOf("operator"));
  const input = ChannelInput.parse(channelForm({ name: "new" }));
  expect(() => saveChannel(operator, null, input)).toThrow("forbidden");
  expect(() => removeChannel(operator, channelId)).toThrow("forbidden");
  const { seen, send } = sender();
  await expect(testChannel(operator, channelId, options(send))).rejects.toThrow("forbidden");
  expect(() => retryDelivery(ctx.as(actorOf("viewer")), "note_1")).toThrow("forbidden");
  expect(seen).toEqual([]);
  expect(listChannels(ctx.db.reader)).toHaveLength(1);
  expect(deliveriesView(ctx).page.found).toBe(1);
});

test("turning a channel off gives up what it still had to be told, and removing it takes its log along", () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx);
  wait(ctx, channelId);
  save(ctx, channelId, { secret: {}, isEnabled: false });
  expect(stateOf(ctx)).toBe("abandoned");
  expect(() => retryDelivery(ctx, "note_1")).toThrow("channel_off");
  expect(removeChannel(ctx, channelId)).toEqual({ name: "on call" });
  expect(deliveriesView(ctx).page.found).toBe(0);
  expect(listAuditRows(ctx.db.reader, { limit: 1 })).toMatchObject([
    { event: "channel.removed", subject: channelId, details: { name: "on call", kind: "webhook" } },
  ]);
});

test("a test says that it is one, is in the log, and is not tried again", async () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx, { isEnabled: false });
  const { seen, send } = sender(failedDelivery("timeout"));
  const { deliveryId, result } = await testChannel(ctx, channelId, options(send));
  expect(result).toEqual(failedDelivery("timeout"));
  expect(seen.map(([, sent]) => sent.isTest)).toEqual([true]);
  expect(deliveriesView(ctx).page.rows).toMatchObject([
    { id: deliveryId, channelName: "on call", state: "failed", problem: "timeout", tries: 1 },
  ]);
});

test("a message that was given up goes out again under its name; one that is on its way does not", () => {
  const ctx = testContext();
  const channelId = testChannelOf(ctx);
  wait(ctx, channelId);
  expect(() => retryDelivery(ctx, "note_1")).toThrow("delivery_not_given_up");
  const failed =
    "UPDATE alert_deliveries SET state = 'failed', next_try_ms = NULL, finished_at_ms = 1, tries = 1";
  ctx.db.raw.prepare(failed).run();
  retryDelivery(ctx.as(actorOf("operator")), "note_1");
  expect(deliveriesView(ctx).page.rows).toMatchObject([
    { dedupeKey: "note_1", state: "pending", tries: 0, nextTryMs: NOW_MS },
  ]);
  expect(() => retryDelivery(ctx, "note_none")).toThrow("delivery_not_found");
});
