import { createHash } from "node:crypto";
import type { Tx } from "#db/mutate.ts";
import { type ChannelRow, listChannels } from "#db/repositories/alert-channels.ts";
import { findGathering, insertDelivery, replaceNotice } from "#db/repositories/alert-deliveries.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { findSetting } from "#db/repositories/settings.ts";
import type { AlertEvent, AlertState } from "#lib/domain/alert-states.ts";
import type { Notice, NoticeEvent } from "#lib/domain/notice.ts";
import { gatheredEvents, type PlannedNotice, plannedNotices } from "#lib/domain/notice-plan.ts";
import { newId } from "#lib/operations/new-id.ts";
import { webAddress } from "#lib/operations/web-address.ts";

export type Told = {
  events: readonly AlertEvent[];
  /** Of every condition of the events. */
  states: readonly AlertState[];
  isDigest: boolean;
};

/**
 * Writes one message for each channel that wants one of these events, in the transaction that changed the states, so
 * that neither is without the other. Says how many were written or taken into one that waits.
 */
export function queueNotices(tx: Tx, { events, states, isDigest }: Told, nowMs: number): number {
  const names = new Map(listGateways(tx).map(({ id, name }) => [id, name]));
  const sinceMs = new Map(states.map((state) => [state.condition.key, state.openedAtMs]));
  const told = events.map((event) => noticeEvent(event, names, sinceMs.get(event.condition.key) ?? null));
  const consoleUrl = webAddress(findSetting(tx, "console_url"));
  const planned = listChannels(tx)
    .filter(({ isEnabled }) => isEnabled)
    .flatMap((channel) => plannedNotices(channel, told, nowMs).map((plan) => ({ channel, plan })));
  for (const { channel, plan } of planned) {
    const notice = {
      createdAtMs: nowMs,
      isDigest: isDigest || plan.events.length > 1,
      isTest: false,
      consoleUrl,
    };
    if (plan.isGathered) gather(tx, channel, plan, notice);
    else insert(tx, channel, plan, { ...notice, key: keyOf(events, nowMs), events: plan.events });
  }
  return planned.length;
}

type Unnamed = Omit<Notice, "key" | "events">;

/** What happens until the quiet time is over, or until the hour of the digest, is one message. */
function gather(tx: Tx, channel: ChannelRow, plan: PlannedNotice, notice: Unnamed): void {
  const waiting = findGathering(tx, channel.id);
  if (waiting) {
    const events = gatheredEvents(waiting.notice.events, plan.events);
    const isDigest = notice.isDigest || events.length > 1;
    replaceNotice(tx, waiting.id, { ...waiting.notice, events, isDigest });
  } else {
    insert(tx, channel, plan, { ...notice, key: newId("note"), events: plan.events });
  }
}

function insert(tx: Tx, channel: ChannelRow, plan: PlannedNotice, notice: Notice): void {
  insertDelivery(tx, {
    id: newId("note"),
    channelId: channel.id,
    dedupeKey: notice.key,
    notice,
    state: "pending",
    isGathering: plan.isGathered,
    tries: 0,
    createdAtMs: notice.createdAtMs,
    nextTryMs: plan.atMs,
  });
}

/** Names what one look found, alike in all channels: each condition has at most one event at a time. */
function keyOf(events: readonly AlertEvent[], nowMs: number): string {
  const named = events.map(({ what, condition }) => [what, condition.key, condition.level]);
  const digest = createHash("sha256")
    .update(JSON.stringify([nowMs, named]))
    .digest("base64url");
  return `look_${nowMs.toString(36)}_${digest.slice(0, 22)}`;
}

function noticeEvent(
  { what, condition }: AlertEvent,
  names: ReadonlyMap<string, string>,
  openedAtMs: number | null,
): NoticeEvent {
  const { kind, severity, gatewayId, agentId, provider, profileId, previousProfileId, nextProfileId } =
    condition;
  return {
    ...{ what, kind, severity, agentId, provider, profileId, previousProfileId, nextProfileId },
    gatewayName: names.get(gatewayId) ?? gatewayId,
    // When something that was just found began, nobody knows.
    sinceMs: condition.sinceMs ?? (what === "opened" ? null : openedAtMs),
    untilMs: condition.untilMs,
    step: condition.step,
  };
}
