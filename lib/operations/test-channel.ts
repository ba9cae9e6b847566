import { findDelivery, insertDelivery } from "#db/repositories/alert-deliveries.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { DeliveryResult } from "#lib/domain/delivery-result.ts";
import type { Notice } from "#lib/domain/notice.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import { DELIVERY_LEASE_MS, type DeliverNotices, deliverLeased } from "#lib/operations/deliver-notices.ts";
import { newId } from "#lib/operations/new-id.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { requireChannel } from "#lib/operations/save-channel.ts";
import { webAddress } from "#lib/operations/web-address.ts";

export type TestedChannel = { deliveryId: string; result: DeliveryResult };

/** Sends a message that says it is a test, now and once, also through a channel that is turned off. */
export async function testChannel(
  ctx: OpeningContext,
  channelId: string,
  options: DeliverNotices,
): Promise<TestedChannel> {
  authorise(ctx.actor, "alert:manage");
  const id = newId("note");
  const row = mutate(ctx, (tx) => {
    const { name, kind } = requireChannel(tx, channelId);
    const notice: Notice = {
      key: id,
      createdAtMs: ctx.nowMs,
      isDigest: false,
      isTest: true,
      events: [],
      consoleUrl: webAddress(findSetting(tx, "console_url")),
    };
    insertDelivery(tx, {
      ...{ id, channelId, dedupeKey: id, notice, state: "pending", isGathering: false, tries: 0 },
      createdAtMs: ctx.nowMs,
      nextTryMs: ctx.nowMs,
      leaseUntilMs: options.clock() + DELIVERY_LEASE_MS,
    });
    return {
      result: findDelivery(tx, id),
      audit: { event: "channel.tested", subject: channelId, details: { name, kind } },
    };
  });
  if (!row) throw new Error("A message that was just written is not there.");
  return { deliveryId: id, result: await deliverLeased(ctx, row, options) };
}
