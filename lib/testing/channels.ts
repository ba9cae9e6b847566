import {
  CHANNEL_KINDS,
  type ChannelKind,
  type ChannelSecrets,
  type ChannelSettings,
} from "#lib/domain/channel.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { OpenChannel } from "#lib/notify/send-notice.ts";

/** Part of every secret of these channels, so that one search finds any of them. */
export const CANARY = "canaryQ7xZ";

export type HttpChannelKind = Exclude<ChannelKind, "email">;

export const HTTP_CHANNEL_KINDS: readonly HttpChannelKind[] = CHANNEL_KINDS.filter(
  (kind) => kind !== "email",
);

export const SIGNING_KEY = Buffer.from(`${CANARY}${"k".repeat(22)}`);

const secret = (text: string) => new SecretText(text);

/** A channel of each kind whose service is at this origin, such as `http://127.0.0.1:8080`. */
export function channelAt(kind: HttpChannelKind, origin: string): OpenChannel {
  const [settings, secrets] = partsOf(kind, origin);
  return { settings, secrets, locale: "en" };
}

function partsOf(kind: HttpChannelKind, origin: string): [ChannelSettings, ChannelSecrets] {
  const url = secret(`${origin}/hook/${CANARY}?key=${CANARY}`);
  const server = new URL(origin).host;
  switch (kind) {
    case "webhook":
      return [
        { kind, server },
        { kind, url, signingSecret: secret(`whsec_${SIGNING_KEY.toString("base64")}`) },
      ];
    case "ntfy":
      return [
        { kind, baseUrl: origin },
        { kind, topic: secret(`topic-${CANARY}`), token: secret(`tk_${CANARY}`) },
      ];
    case "feishu":
    case "dingtalk":
      return [
        { kind, server },
        { kind, url, signingSecret: secret(`SEC${CANARY}`) },
      ];
    case "telegram":
      return [
        { kind, baseUrl: origin, chatId: "-100200300" },
        { kind, botToken: secret(`123456:${CANARY}AAAAAAAAAAAAAAAA`) },
      ];
    default:
      return [
        { kind, server },
        { kind, url },
      ];
  }
}
