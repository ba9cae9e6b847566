import type { DeliveryResult } from "#lib/domain/delivery-result.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { byStatus, type Delivery, jsonRequest, refused, type ServiceAnswer } from "#lib/notify/delivery.ts";
import { fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";

/** Of 50 blocks that a message may have, the rest is for title, lead and link. */
const EVENTS_MAX = 40;

/** Slack refuses blocks from somewhere above 13 000 characters on, whatever each of them may have. */
const BLOCKS_LENGTH_MAX = 12_000;

const HEADER_LENGTH_MAX = 150;

/**
 * A notice for an incoming webhook of Slack. Blocks hold `plain_text`, in which no character is markup; the three
 * characters with which Slack's own sequences begin are escaped all the same, and nothing in a name can call people.
 *
 * Source: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks,
 * https://docs.slack.dev/messaging/formatting-message-text "Escaping text", https://docs.slack.dev/reference/block-kit/blocks.
 */
export function slackDelivery(text: NoticeText, url: SecretText): Delivery {
  const body = fitEvents(
    Math.min(text.events.length, EVENTS_MAX),
    (shown) => message(text, shown),
    (built) => built.length <= BLOCKS_LENGTH_MAX,
  );
  return { request: jsonRequest(url.reveal(), body), judge };
}

function message(text: NoticeText, shown: number): string {
  const title = plainText(text.title);
  const blocks = [
    { type: "header", text: plain(shortened(title, HEADER_LENGTH_MAX)) },
    ...paragraphs(text, shown).map(section),
    ...(text.link ? [linkBlock(text.link)] : []),
  ];
  return JSON.stringify({
    text: escaped(title),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks,
  });
}

const section = (text: string) => ({ type: "section", text: plain(text) });

const plain = (text: string) => ({ type: "plain_text", text: escaped(text), emoji: false });

const linkBlock = ({ label, url }: NonNullable<NoticeText["link"]>) => ({
  type: "section",
  text: { type: "mrkdwn", text: `<${escaped(url).replace(/\|/g, "%7C")}|${escaped(label)}>` },
});

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function shortened(text: string, lengthMax: number): string {
  const letters = [...text];
  return letters.length <= lengthMax ? text : `${letters.slice(0, lengthMax - 1).join("")}…`;
}

/** Slack says `ok` and nothing else; a proxy's page with status 200 is no delivery. */
function judge(answer: ServiceAnswer): DeliveryResult {
  if (answer.status < 300 && answer.text.trim() !== "ok") return refused("answer_unreadable", answer);
  return byStatus(answer);
}
