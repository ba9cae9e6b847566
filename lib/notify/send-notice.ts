import type { ChannelSecrets, ChannelSettings } from "#lib/domain/channel.ts";
import { type DeliveryResult, failedDelivery } from "#lib/domain/delivery-result.ts";
import type { Notice } from "#lib/domain/notice.ts";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import type { Allowance } from "#lib/domain/outbound-rule.ts";
import type { Locale } from "#lib/messages.ts";
import { type Delivery, deliveryResult } from "#lib/notify/delivery.ts";
import { dingtalkDelivery } from "#lib/notify/dingtalk.ts";
import { discordDelivery } from "#lib/notify/discord.ts";
import { feishuDelivery } from "#lib/notify/feishu.ts";
import { mailMessage } from "#lib/notify/mail-message.ts";
import { type NoticeText, noticeText } from "#lib/notify/notice-text.ts";
import { ntfyDelivery } from "#lib/notify/ntfy.ts";
import { sendMail } from "#lib/notify/send-mail.ts";
import { slackDelivery } from "#lib/notify/slack.ts";
import { telegramDelivery } from "#lib/notify/telegram.ts";
import { webhookDelivery } from "#lib/notify/webhook.ts";
import { wecomDelivery } from "#lib/notify/wecom.ts";
import { guardedRequest } from "#lib/providers/guarded-request.ts";
import type { Resolve } from "#lib/providers/shared-resolver.ts";

export type OpenChannel = { settings: ChannelSettings; secrets: ChannelSecrets; locale: Locale };

export type SendOptions = {
  allowances: readonly Allowance[];
  /** Certificates trusted besides the built-in ones, in PEM. */
  caPem: string | null;
  /** For what goes by HTTPS. Mail is handed to its server directly. */
  proxy: OutboundProxy | null;
  signal?: AbortSignal;
  /** The time that signatures carry, in Unix milliseconds. */
  nowMs: number;
  resolve?: Resolve;
  deadlineMs?: number;
};

/**
 * Tries once to deliver a notice, and says what became of it. Neither the result nor an error has anything of a secret
 * or of what the receiver answered.
 */
export async function sendNotice(
  channel: OpenChannel,
  notice: Notice,
  options: SendOptions,
): Promise<DeliveryResult> {
  const { settings, secrets } = channel;
  const text = noticeText(notice, channel.locale);
  if (settings.kind === "email" && secrets.kind === "email") {
    return sendMail(mailMessage(notice, text, settings), settings, secrets, options);
  }
  const delivery = deliveryOf(settings, secrets, notice, text, options.nowMs);
  if (delivery === null) return failedDelivery("secret_unusable");
  const result = await guardedRequest(delivery.request, options);
  return deliveryResult(result, delivery.judge, options.nowMs);
}

/** Null when settings and secrets do not belong together, or a secret is none. */
function deliveryOf(
  settings: ChannelSettings,
  secrets: ChannelSecrets,
  notice: Notice,
  text: NoticeText,
  nowMs: number,
): Delivery | null {
  if (settings.kind !== secrets.kind) return null;
  switch (secrets.kind) {
    case "webhook":
      return webhookDelivery(notice, text, secrets, nowMs);
    case "ntfy":
      return settings.kind === "ntfy" ? ntfyDelivery(text, settings, secrets) : null;
    case "telegram":
      return settings.kind === "telegram" ? telegramDelivery(text, settings, secrets) : null;
    case "slack":
      return slackDelivery(text, secrets.url);
    case "discord":
      return discordDelivery(text, secrets.url);
    case "wecom":
      return wecomDelivery(text, secrets.url);
    case "feishu":
      return feishuDelivery(text, secrets, nowMs);
    case "dingtalk":
      return dingtalkDelivery(text, secrets, nowMs);
    default:
      return null;
  }
}
