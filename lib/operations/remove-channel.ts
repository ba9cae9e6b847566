import { deleteChannel } from "#db/repositories/alert-channels.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { requireChannel } from "#lib/operations/save-channel.ts";

/** Removes a channel with its secrets, its outbox and its delivery log. */
export function removeChannel(ctx: WriteContext, channelId: string): { name: string } {
  authorise(ctx.actor, "alert:manage");
  return mutate(ctx, (tx) => {
    const { name, kind } = requireChannel(tx, channelId);
    deleteChannel(tx, channelId);
    return {
      result: { name },
      audit: { event: "channel.removed", subject: channelId, details: { name, kind } },
    };
  });
}
