import { createHmac } from "node:crypto";
import type { ChannelSecrets } from "#lib/domain/channel.ts";
import { webhookSecretBase64 } from "#lib/domain/channel-field.ts";
import { inOrder, type Notice, type NoticeEvent } from "#lib/domain/notice.ts";
import { byStatus, type Delivery, jsonRequest } from "#lib/notify/delivery.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraph } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";

/** Events in one document; a receiver that needs more asks `/api/check`. */
const EVENTS_MAX = 100;

/**
 * A notice as a JSON document, signed.
 *
 * The document is described in docs/channels.md; a member may be added to `data`, and everything else gets another
 * `type`. Names in `data.events` are as the gateway has them; `title` and `text` are for people.
 *
 * Source: Standard Webhooks 1.0.0 (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md),
 * "Webhook Headers (Sending metadata to consumers)" and "Signature scheme", symmetric.
 */
export function webhookDelivery(
  notice: Notice,
  text: NoticeText,
  secrets: Extract<ChannelSecrets, { kind: "webhook" }>,
  nowMs: number,
): Delivery | null {
  const key = webhookSecretBase64(secrets.signingSecret);
  if (key === null) return null;
  const body = JSON.stringify(documentOf(notice, text));
  const timestamp = String(Math.floor(nowMs / 1000));
  const signed = createHmac("sha256", Buffer.from(key, "base64")).update(
    `${notice.key}.${timestamp}.${body}`,
  );
  const request = jsonRequest(secrets.url.reveal(), body);
  const headers = {
    ...request.headers,
    "webhook-id": notice.key,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signed.digest("base64")}`,
  };
  return { request: { ...request, headers }, judge: byStatus };
}

function documentOf(notice: Notice, text: NoticeText) {
  const events = inOrder(notice.events).slice(0, EVENTS_MAX);
  return {
    type: "clawkeep.notice.v1",
    timestamp: instant(notice.createdAtMs),
    data: {
      id: notice.key,
      isTest: notice.isTest,
      isDigest: notice.isDigest,
      title: plainText(text.title),
      consoleUrl: text.link?.url ?? null,
      eventsLeftOut: notice.events.length - events.length,
      events: events.map((event, index) => eventDocument(event, text.events[index])),
    },
  };
}

function eventDocument(event: NoticeEvent, text: NoticeText["events"][number] | undefined) {
  return {
    what: event.what,
    kind: event.kind,
    severity: event.severity,
    gateway: event.gatewayName,
    agentId: event.agentId,
    provider: event.provider,
    profileId: event.profileId,
    previousProfileId: event.previousProfileId,
    nextProfileId: event.nextProfileId,
    since: instant(event.sinceMs),
    until: instant(event.untilMs),
    stepDays: event.step,
    title: text ? plainText(text.title) : null,
    text: text ? paragraph(text, true) : null,
  };
}

function instant(atMs: number | null): string | null {
  const isTime = atMs !== null && Math.abs(atMs) <= 8_640_000_000_000_000;
  return isTime ? new Date(atMs).toISOString() : null;
}
