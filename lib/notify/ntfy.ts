import type { ChannelSecrets, ChannelSettings } from "#lib/domain/channel.ts";
import { byStatus, type Delivery, jsonRequest } from "#lib/notify/delivery.ts";
import { byteLength, fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText, Tone } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";

/** A longer message becomes an attachment, which a phone does not show. */
const MESSAGE_BYTES_MAX = 4096;

/** 5 rings until it is seen, 3 is ordinary, 2 makes no sound. */
const PRIORITY: Readonly<Record<Tone, number>> = { critical: 5, warning: 4, info: 3, resolved: 2 };

/** Names of emoji, shown before the title. */
const TAG: Readonly<Record<Tone, string>> = {
  critical: "rotating_light",
  warning: "warning",
  info: "information_source",
  resolved: "white_check_mark",
};

/**
 * A notice for a topic of ntfy, as JSON to the root of the server, so that the topic is in no address.
 *
 * Nothing in title and message is markup, because `markdown` is not asked for.
 * Source: https://docs.ntfy.sh/publish/, "Publish as JSON", "Message priority", "Tags & emojis", "Access tokens".
 */
export function ntfyDelivery(
  text: NoticeText,
  settings: Extract<ChannelSettings, { kind: "ntfy" }>,
  secrets: Extract<ChannelSecrets, { kind: "ntfy" }>,
): Delivery {
  const message = fitEvents(
    text.events.length,
    (shown) => paragraphs(text, shown).join("\n\n"),
    (built) => byteLength(built) <= MESSAGE_BYTES_MAX,
  );
  const body = JSON.stringify({
    topic: secrets.topic.reveal(),
    title: plainText(text.title),
    message,
    priority: PRIORITY[text.tone],
    tags: [TAG[text.tone]],
    ...(text.link ? { click: text.link.url } : {}),
  });
  const request = jsonRequest(`${settings.baseUrl}/`, body);
  const { token } = secrets;
  const credential = token && { header: "authorization", prefix: "Bearer ", secret: token };
  return { request: { ...request, credential }, judge: byStatus };
}
