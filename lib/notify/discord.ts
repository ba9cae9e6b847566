import type { DeliveryResult } from "#lib/domain/delivery-result.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
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
import type { NoticeText, Tone } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { type Sentence, written } from "#lib/notify/shown-name.ts";

const DESCRIPTION_LENGTH_MAX = 4096;

/** The stripe beside the message. Every title says the severity in a word as well. */
const COLOR: Readonly<Record<Tone, number>> = {
  critical: 0xdc2626,
  warning: 0xd97706,
  info: 0x2563eb,
  resolved: 0x16a34a,
};

/**
 * A notice for a webhook of Discord, as an embed that may mention nobody.
 *
 * Source: https://discord.com/developers/docs/resources/webhook#execute-webhook, "Embed Limits" and "Allowed Mentions
 * Object" of resources/message, https://discord.com/developers/docs/topics/rate-limits.
 */
export function discordDelivery(text: NoticeText, url: SecretText): Delivery {
  const description = fitEvents(
    text.events.length,
    (shown) => descriptionOf(text, shown),
    (built) => built.length <= DESCRIPTION_LENGTH_MAX,
  );
  const embed = { description, color: COLOR[text.tone] };
  const body = JSON.stringify({ embeds: [embed], allowed_mentions: { parse: [] } });
  return { request: jsonRequest(url.reveal(), body), judge };
}

function descriptionOf(text: NoticeText, shown: number): string {
  const { title, link } = text;
  const end = link ? [`[${escaped(link.label)}](<${link.url}>)`] : [];
  return [strong(title), ...paragraphs(text, shown, { line, strong }), ...end].join("\n\n");
}

const strong = (sentence: Sentence) => `**${line(sentence)}**`;

const line = (sentence: Sentence) => written(sentence, escaped, escaped);

/**
 * What Discord's markdown, mentions, timestamps and links begin with. What counts only at the beginning of a line is
 * left alone: no line begins with a name.
 */
function escaped(text: string): string {
  return text.replace(/[\\`*_~|<>[\]@]/g, "\\$&");
}

function judge(answer: ServiceAnswer): DeliveryResult {
  if (answer.status !== 429) return byStatus(answer);
  return refused(
    "rate_limited",
    answer,
    secondsAsMs(jsonObject(answer.text).retry_after) ?? answer.retryAfterMs,
  );
}
