import type { ChannelSecrets, ChannelSettings } from "#lib/domain/channel.ts";
import type { DeliveryResult } from "#lib/domain/delivery-result.ts";
import {
  byStatus,
  type Delivery,
  jsonObject,
  jsonRequest,
  refused,
  type ServiceAnswer,
  secondsAsMs,
} from "#lib/notify/delivery.ts";
import { fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { type Sentence, written } from "#lib/notify/shown-name.ts";

/** Counted without the tags by Telegram and with them by us, so that it is never too long. */
const TEXT_LENGTH_MAX = 4096;

/**
 * A notice from a bot of Telegram. Names are code, in which Telegram finds no mention, command, tag or address.
 *
 * The token is part of the address, which no result and no log has.
 * Source: https://core.telegram.org/bots/api, "Making requests", "sendMessage", "HTML style", "ResponseParameters".
 */
export function telegramDelivery(
  text: NoticeText,
  settings: Extract<ChannelSettings, { kind: "telegram" }>,
  secrets: Extract<ChannelSecrets, { kind: "telegram" }>,
): Delivery {
  const html = fitEvents(
    text.events.length,
    (shown) => htmlOf(text, shown),
    (built) => built.length <= TEXT_LENGTH_MAX,
  );
  const body = JSON.stringify({
    chat_id: settings.chatId,
    text: html,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    disable_notification: text.tone === "resolved",
  });
  const request = jsonRequest(`${settings.baseUrl}/bot${secrets.botToken.reveal()}/sendMessage`, body);
  return { request, judge };
}

function htmlOf(text: NoticeText, shown: number): string {
  const { title, link } = text;
  const end = link ? [`<a href="${escaped(link.url)}">${escaped(link.label)}</a>`] : [];
  return [strong(title), ...paragraphs(text, shown, { line, strong }), ...end].join("\n\n");
}

/** Code cannot be inside bold, so the words around a name are bold and the name is not. */
const strong = (sentence: Sentence) => written(sentence, (text) => `<b>${escaped(text)}</b>`, code);

const line = (sentence: Sentence) => written(sentence, escaped, code);

const code = (name: string) => `<code>${escaped(name)}</code>`;

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

/** A bot that Telegram does not know is an address it does not know: 404, or 401 for a token that was revoked. */
function judge(answer: ServiceAnswer): DeliveryResult {
  const { ok, parameters, description } = jsonObject(answer.text);
  if (answer.status === 429)
    return refused("rate_limited", answer, waitOf(parameters) ?? answer.retryAfterMs);
  if (answer.status === 404) return refused("credential_refused", answer);
  if (answer.status === 403) return refused("recipient_refused", answer);
  if (answer.status === 400 && isUnknownChat(description)) return refused("not_found", answer);
  if (answer.status < 300 && ok !== true) return refused("answer_unreadable", answer);
  return byStatus(answer);
}

function waitOf(parameters: unknown): number | null {
  const isObject = typeof parameters === "object" && parameters !== null;
  return isObject && "retry_after" in parameters ? secondsAsMs(parameters.retry_after) : null;
}

function isUnknownChat(description: unknown): boolean {
  return typeof description === "string" && /chat not found|upgraded to a supergroup/i.test(description);
}
