import { type ChannelRow, findChannel, listChannels } from "#db/repositories/alert-channels.ts";
import {
  countDeliveries,
  type DeliveryRow,
  findDelivery,
  findGathering,
  findLastEnded,
  listDeliveries,
} from "#db/repositories/alert-deliveries.ts";
import type { Notice } from "#lib/domain/notice.ts";
import { quietUntilMs } from "#lib/domain/notice-plan.ts";
import { type Page, pagePlace } from "#lib/views/page-of.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

const DELIVERIES_A_PAGE = 50;

/** A message on its way or arrived. It holds names and times, and no secret. */
export type DeliveryItem = Pick<
  DeliveryRow,
  | "id"
  | "channelId"
  | "dedupeKey"
  | "state"
  | "isGathering"
  | "tries"
  | "createdAtMs"
  | "nextTryMs"
  | "problem"
  | "httpStatus"
  | "latencyMs"
  | "finishedAtMs"
> & { channelName: string; channelKind: ChannelRow["kind"]; notice: Notice };

export type ChannelItem = ChannelRow & {
  /** The end of its quiet time, when that is now. */
  quietUntilMs: number | null;
  /** What came of its last message that is over. */
  last: DeliveryItem | null;
  /** The message that still takes in events, for its digest or until its quiet time ends. */
  gathering: DeliveryItem | null;
};

export type ChannelsView = { asOfMs: number; channels: ChannelItem[] };

/** Every channel, by name, without its secrets. */
export function channelsView(ctx: ViewContext): ChannelsView {
  const channels = listChannels(ctx.db.reader).map((row) => channelItem(ctx, row));
  return { asOfMs: ctx.nowMs, channels };
}

/** One channel; null when there is no such one. */
export function channelView(ctx: ViewContext, channelId: string): (ChannelItem & { asOfMs: number }) | null {
  const row = findChannel(ctx.db.reader, channelId);
  return row && { asOfMs: ctx.nowMs, ...channelItem(ctx, row) };
}

function channelItem(ctx: ViewContext, row: ChannelRow): ChannelItem {
  const { reader } = ctx.db;
  const itemOf = (delivery: DeliveryRow | null) => delivery && deliveryItem(delivery, row);
  return {
    ...row,
    quietUntilMs: quietUntilMs(row, ctx.nowMs),
    last: itemOf(findLastEnded(reader, row.id)),
    gathering: itemOf(findGathering(reader, row.id)),
  };
}

export type DeliveriesView = { asOfMs: number; page: Page<DeliveryItem> };

/** The delivery log, newest first; of one channel, or of all. */
export function deliveriesView(
  ctx: ViewContext,
  { page, channelId }: { page?: number | undefined; channelId?: string | undefined } = {},
): DeliveriesView {
  const { reader } = ctx.db;
  const found = countDeliveries(reader, channelId);
  const { offset, ...place } = pagePlace(found, page, DELIVERIES_A_PAGE);
  const rows = listDeliveries(reader, { limit: DELIVERIES_A_PAGE, offset, channelId });
  const channels = new Map(listChannels(reader).map((channel) => [channel.id, channel]));
  const items = rows.flatMap((row) => {
    const channel = channels.get(row.channelId);
    return channel ? [deliveryItem(row, channel)] : [];
  });
  return { asOfMs: ctx.nowMs, page: { rows: items, found, ...place } };
}

/** One message; null when there is no such one. */
export function deliveryView(ctx: ViewContext, deliveryId: string): DeliveryItem | null {
  const row = findDelivery(ctx.db.reader, deliveryId);
  const channel = row && findChannel(ctx.db.reader, row.channelId);
  return channel ? deliveryItem(row, channel) : null;
}

function deliveryItem(row: DeliveryRow, channel: Pick<ChannelRow, "name" | "kind">): DeliveryItem {
  const { leaseUntilMs: _, ...shown } = row;
  return { ...shown, channelName: channel.name, channelKind: channel.kind };
}
