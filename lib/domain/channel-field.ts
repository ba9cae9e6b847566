import { type ChannelField, type ChannelSecretField, MAIL_SECURITIES } from "#lib/domain/channel.ts";
import { literalAddress } from "#lib/domain/ip-address.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";

/** Why a field of a channel cannot be used; its sentence is `errors.<code>`. */
export type ChannelFieldCode =
  | "required"
  | "too_long"
  | "email_invalid"
  | "channel_url"
  | "channel_base_url"
  | "channel_chat_id"
  | "channel_host"
  | "channel_port"
  | "channel_security"
  | "channel_username"
  | "channel_recipients"
  | "channel_signing_secret"
  | "channel_sign_key"
  | "channel_topic"
  | "channel_token"
  | "channel_bot_token"
  | "channel_password"
  | "channel_secret_again";

/** More people than this belong on a mailing list. */
export const RECIPIENTS_MAX = 20;

const LENGTH_MAX = 2048;

type Check = (text: string) => ChannelFieldCode | null;

const matches =
  (pattern: RegExp, code: ChannelFieldCode): Check =>
  (text) =>
    pattern.test(text) ? null : code;

const CHECKS: Readonly<Record<ChannelField | ChannelSecretField, Check>> = {
  url: (text) => (isWebAddress(text) ? null : "channel_url"),
  baseUrl: (text) => (isWebAddress(text) && !/[?]/.test(text) ? null : "channel_base_url"),
  // Source: https://core.telegram.org/bots/api#sendmessage
  chatId: matches(/^(-?[0-9]{1,20}|@[A-Za-z0-9_]{4,32})$/, "channel_chat_id"),
  host: (text) => (isHost(text) ? null : "channel_host"),
  port: (text) => (/^[0-9]{1,5}$/.test(text) && +text >= 1 && +text <= 65_535 ? null : "channel_port"),
  security: (text) => (MAIL_SECURITIES.some((each) => each === text) ? null : "channel_security"),
  username: matches(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,254}$/u, "channel_username"),
  from: (text) => (isMailAddress(text) ? null : "email_invalid"),
  to: (text) => {
    const all = recipientsOf(text);
    if (all.length === 0 || all.length > RECIPIENTS_MAX) return "channel_recipients";
    return all.every(isMailAddress) ? null : "email_invalid";
  },
  signingSecret: matches(/^[\x21-\x7e]{8,256}$/, "channel_sign_key"),
  // Source: https://docs.ntfy.sh/publish/, topic names; the server refuses others.
  topic: matches(/^[-_A-Za-z0-9]{1,64}$/, "channel_topic"),
  token: matches(/^[\x21-\x7e]{1,512}$/, "channel_token"),
  // Source: https://core.telegram.org/bots/api#authorizing-your-bot
  botToken: matches(/^[0-9]{1,20}:[A-Za-z0-9_-]{20,128}$/, "channel_bot_token"),
  password: matches(/^[^\p{Cc}]{1,512}$/u, "channel_password"),
};

/** What is wrong with one field, or null. Blanks around it are gone already. Never quotes what it looked at. */
export function channelFieldProblem(
  field: ChannelField | ChannelSecretField,
  text: string,
): ChannelFieldCode | null {
  if (text === "") return "required";
  return text.length > LENGTH_MAX ? "too_long" : CHECKS[field](text);
}

const WEBHOOK_SECRET = /^whsec_([A-Za-z0-9+/]+={0,2})$/;

/**
 * The base64 of a signing secret of a webhook, 24 to 64 bytes of it, or null.
 *
 * Source: Standard Webhooks 1.0, "Symmetric" keys: `whsec_` and then base64.
 */
export function webhookSecretBase64(secret: SecretText): string | null {
  const base64 = WEBHOOK_SECRET.exec(secret.reveal().trim())?.[1] ?? "";
  const bytes = Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
  return bytes >= 24 && bytes <= 64 ? base64 : null;
}

/** Addresses, separated by commas, semicolons or blanks; each once. */
export function recipientsOf(text: string): string[] {
  return [...new Set(text.split(/[,;\s]+/).filter((part) => part !== ""))];
}

/** Visible ASCII alone: what a URL parser silently drops or encodes was not meant to be there. */
function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]+$/i.test(text) || /[#\\]/.test(text) || !URL.canParse(text)) return false;
  const { hostname, username, password } = new URL(text);
  return hostname !== "" && username === "" && password === "";
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*\\.?$`, "i");

function isHost(text: string): boolean {
  return (
    literalAddress(text) !== null || (text.length <= 253 && NAME.test(text) && !/\.[0-9]+\.?$/.test(text))
  );
}

/** Stricter than the standard: no quotes, comments or line breaks, so that nothing in it can become a header. */
function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf("@");
  const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
  return (
    text.length <= 254 && at > 0 && at <= 64 && local.test(text.slice(0, at)) && NAME.test(text.slice(at + 1))
  );
}
