import { createHmac } from "node:crypto";
import type { DeliveryProblem } from "#lib/domain/delivery-result.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { byCode, type Delivery, jsonRequest } from "#lib/notify/delivery.ts";
import { byteLength, fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraphs } from "#lib/notify/paragraphs.ts";
import { plainText } from "#lib/notify/shown-name.ts";

/** The whole request may have 20 000 bytes. */
const BODY_BYTES_MAX = 18_000;

const PROBLEMS: ReadonlyMap<number, DeliveryProblem> = new Map([
  [40035, "message_refused"],
  [43004, "message_refused"],
  [90030, "rate_limited"],
  [130101, "rate_limited"],
  [300001, "not_found"],
  [300005, "not_found"],
  [310000, "credential_refused"], // signature, keywords or list of addresses
  [400013, "not_found"],
  [400101, "not_found"],
  [400102, "not_found"],
  [400105, "message_refused"],
  [400106, "not_found"],
  [410100, "rate_limited"],
  [430101, "message_refused"],
  [430102, "message_refused"],
  [430103, "message_refused"],
  [430104, "message_refused"],
]);

/** Of a robot that may want its messages signed. */
type Secrets = { url: SecretText; signingSecret: SecretText | null };

/** More than 20 messages a minute shut a robot up for ten. */
const WAIT_MS = 10 * 60 * 1000;

/**
 * A notice for a custom robot of DingTalk. It is a `text`, because its markdown has no way to escape; nobody is called.
 *
 * Source: https://open.dingtalk.com/document/robots/custom-robot-access, "Custom robot access" and its security
 * settings "Sign".
 */
export function dingtalkDelivery(text: NoticeText, secrets: Secrets, nowMs: number): Delivery {
  const body = fitEvents(
    text.events.length,
    (shown) => message(text, shown),
    (built) => byteLength(built) <= BODY_BYTES_MAX,
  );
  return {
    request: jsonRequest(signedUrl(secrets, nowMs), body),
    judge: (answer) => byCode(answer, ["errcode"], PROBLEMS, WAIT_MS),
  };
}

function message(text: NoticeText, shown: number): string {
  const end = text.link ? [`${text.link.label}: ${text.link.url}`] : [];
  const content = [plainText(text.title), ...paragraphs(text, shown), ...end].join("\n\n");
  return JSON.stringify({
    msgtype: "text",
    text: { content },
    at: { atMobiles: [], atUserIds: [], isAtAll: false },
  });
}

function signedUrl({ url, signingSecret }: Secrets, nowMs: number): string {
  const address = url.reveal();
  // The guarded client refuses what is no address; an error of the parser would quote it.
  if (signingSecret === null || !URL.canParse(address)) return address;
  const key = signingSecret.reveal();
  const timestamp = String(Math.floor(nowMs));
  const sign = createHmac("sha256", key).update(`${timestamp}\n${key}`).digest("base64");
  const signed = new URL(address);
  signed.searchParams.set("timestamp", timestamp);
  signed.searchParams.set("sign", sign);
  return signed.href;
}
