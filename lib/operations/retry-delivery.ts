import { findDelivery, reopenDelivery } from "#db/repositories/alert-deliveries.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireChannel } from "#lib/operations/save-channel.ts";

/** Puts a message that was given up back into the outbox, under the name it always had. */
export function retryDelivery(ctx: WriteContext, deliveryId: string): { channelId: string } {
  authorise(ctx.actor, "alert:handle");
  return mutate(ctx, (tx) => {
    const delivery = findDelivery(tx, deliveryId);
    if (!delivery) throw new OperationError("delivery_not_found");
    const { channelId, state, problem } = delivery;
    if (state !== "failed" && state !== "abandoned") throw new OperationError("delivery_not_given_up");
    if (!requireChannel(tx, channelId).isEnabled) throw new OperationError("channel_off");
    reopenDelivery(tx, deliveryId, ctx.nowMs);
    const details = { channelId, state, problem };
    return { result: { channelId }, audit: { event: "delivery.retried", subject: deliveryId, details } };
  });
}
