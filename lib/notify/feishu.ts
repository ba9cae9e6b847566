import { createHmac } from "node:crypto";
import type { DeliveryProblem } from "#lib/domain/delivery-result.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { byCode, type Delivery, jsonRequest } from "#lib/notify/delivery.ts";
import { byteLength, fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText, Tone } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";

/** The whole request may have 20 KB. */
const BODY_BYTES_MAX = 18 * 1024;

const TEMPLATE: Readonly<Record<Tone, string>> = {
  critical: "red",
  warning: "orange",
  info: "blue",
  resolved: "green",
};

const PROBLEMS: ReadonlyMap<number, DeliveryProblem> = new Map([
  [9499, "message_refused"],
  [11232, "rate_limited"], // more than 100 messages a minute or 5 a second
  [19001, "not_found"],
  [19002, "message_refused"],
  [19021, "credential_refused"], // the signature, or a clock that is more than an hour off
  [19022, "credential_refused"], // our address is not on the robot's list
  [19024, "message_refused"], // none of the robot's keywords is in it
]);

/** Of a robot that may want its messages signed. */
type Secrets = { url: SecretText; signingSecret: SecretText | null };

const WAIT_MS = 60 * 1000;

/**
 * A notice as a card of a custom bot of Feishu or Lark. All of its text is `plain_text`, in which nothing is markup and
 * nobody is called.
 *
 * The signature has the timestamp and the key as its HMAC key and signs nothing, as the documentation has it.
 * Source: https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot, "Custom bot usage guide".
 */
export function feishuDelivery(text: NoticeText, secrets: Secrets, nowMs: number): Delivery {
  const signature = signatureOf(secrets, nowMs);
  const body = fitEvents(
    text.events.length,
    (shown) => JSON.stringify({ ...signature, msg_type: "interactive", card: card(text, shown) }),
    (built) => byteLength(built) <= BODY_BYTES_MAX,
  );
  return {
    request: jsonRequest(secrets.url.reveal(), body),
    judge: (answer) => byCode(answer, ["code", "StatusCode"], PROBLEMS, WAIT_MS),
  };
}

function signatureOf({ signingSecret }: Secrets, nowMs: number) {
  if (signingSecret === null) return {};
  const timestamp = String(Math.floor(nowMs / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${signingSecret.reveal()}`).update("").digest("base64");
  return { timestamp, sign };
}

function card(text: NoticeText, shown: number) {
  return {
    config: { wide_screen_mode: true },
    header: { template: TEMPLATE[text.tone], title: plain(plainText(text.title)) },
    elements: [
      ...paragraphs(text, shown).map((content) => ({ tag: "div", text: plain(content) })),
      ...(text.link ? [{ tag: "action", actions: [button(text.link)] }] : []),
    ],
  };
}

const plain = (content: string) => ({ tag: "plain_text", content });

const button = ({ label, url }: NonNullable<NoticeText["link"]>) => ({
  tag: "button",
  type: "default",
  text: plain(label),
  url,
});
