import type { DeliveryProblem } from "#lib/domain/delivery-result.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { byCode, type Delivery, jsonRequest } from "#lib/notify/delivery.ts";
import { byteLength, fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { type Sentence, written } from "#lib/notify/shown-name.ts";

const CONTENT_BYTES_MAX = 4096;

const PROBLEMS: ReadonlyMap<number, DeliveryProblem> = new Map([
  [40008, "message_refused"],
  [40058, "message_refused"],
  [44004, "message_refused"],
  [45002, "message_refused"],
  [45009, "rate_limited"], // more than 20 messages a minute
  [45033, "rate_limited"],
  [93000, "not_found"],
]);

const WAIT_MS = 60 * 1000;

/**
 * A notice for a group robot of WeCom, in the little of markdown that it knows. There is no way to escape in it, so the
 * characters it begins with become their full-width likenesses, which is also why no name can call anybody (`<@…>`).
 *
 * Source: https://developer.work.weixin.qq.com/document/path/91770, and path/90313 for the codes.
 */
export function wecomDelivery(text: NoticeText, url: SecretText): Delivery {
  const content = fitEvents(
    text.events.length,
    (shown) => contentOf(text, shown),
    (built) => byteLength(built) <= CONTENT_BYTES_MAX,
  );
  const body = JSON.stringify({ msgtype: "markdown", markdown: { content } });
  return {
    request: jsonRequest(url.reveal(), body),
    judge: (answer) => byCode(answer, ["errcode"], PROBLEMS, WAIT_MS),
  };
}

function contentOf(text: NoticeText, shown: number): string {
  const { title, link } = text;
  const end = link ? [`[${disarmed(link.label)}](${link.url})`] : [];
  return [strong(title), ...paragraphs(text, shown, { line, strong }), ...end].join("\n\n");
}

const line = (sentence: Sentence) => written(sentence, disarmed, disarmed);

const strong = (sentence: Sentence) => `**${line(sentence)}**`;

/** From `!` to `~` every ASCII character has a full-width form so far behind it. */
const FULL_WIDTH_OFFSET = 0xfee0;

function disarmed(text: string): string {
  return text.replace(/[*`<>[\]()#\\@]/g, (sign) =>
    String.fromCodePoint((sign.codePointAt(0) ?? 0) + FULL_WIDTH_OFFSET),
  );
}
