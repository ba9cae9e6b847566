import type { SecretText } from "#lib/domain/secret-text.ts";

/** The ways a notice can go. Feishu is Lark outside China. */
export const CHANNEL_KINDS = [
  "webhook",
  "ntfy",
  "slack",
  "discord",
  "feishu",
  "dingtalk",
  "wecom",
  "telegram",
  "email",
] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** `tls` from the first byte, `starttls` before anything else is said, `none` only to a server an admin opened. */
export const MAIL_SECURITIES = ["tls", "starttls", "none"] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** Channels whose address is itself the secret: who has it can write there. */
export type AddressKind = "webhook" | "slack" | "discord" | "feishu" | "dingtalk" | "wecom";

/** What may be shown of a channel. `server` is the host of a sealed address, with its port where that is not 443. */
export type ChannelSettings =
  | { kind: AddressKind; server: string }
  | { kind: "ntfy"; baseUrl: string }
  | { kind: "telegram"; baseUrl: string; chatId: string }
  | {
      kind: "email";
      host: string;
      port: number;
      security: MailSecurity;
      /** Null to send without signing in. */
      username: string | null;
      from: string;
      to: readonly string[];
    };

/** What the vault holds of a channel. A topic of ntfy is a secret: without an account, who knows it reads along. */
export type ChannelSecrets =
  | { kind: "webhook"; url: SecretText; signingSecret: SecretText }
  | { kind: "slack" | "discord" | "wecom"; url: SecretText }
  | { kind: "feishu" | "dingtalk"; url: SecretText; signingSecret: SecretText | null }
  | { kind: "ntfy"; topic: SecretText; token: SecretText | null }
  | { kind: "telegram"; botToken: SecretText }
  | { kind: "email"; password: SecretText | null };

/** Names of what a form asks for. The second list never comes back to one. */
export const CHANNEL_FIELDS = [
  "baseUrl",
  "chatId",
  "host",
  "port",
  "security",
  "username",
  "from",
  "to",
] as const;
export type ChannelField = (typeof CHANNEL_FIELDS)[number];

export const CHANNEL_SECRET_FIELDS = [
  "url",
  "signingSecret",
  "topic",
  "token",
  "botToken",
  "password",
] as const;
export type ChannelSecretField = (typeof CHANNEL_SECRET_FIELDS)[number];

type Fields = {
  shown: readonly ChannelField[];
  secret: readonly { field: ChannelSecretField; isRequired: boolean }[];
};

const URL_ALONE: Fields = { shown: [], secret: [{ field: "url", isRequired: true }] };
const URL_AND_SIGNATURE: Fields = {
  shown: [],
  secret: [
    { field: "url", isRequired: true },
    { field: "signingSecret", isRequired: false },
  ],
};

/** What each kind needs. The password of a mail server is needed exactly when there is a username. */
export const FIELDS_OF: Readonly<Record<ChannelKind, Fields>> = {
  webhook: { shown: [], secret: URL_AND_SIGNATURE.secret.map((each) => ({ ...each, isRequired: true })) },
  ntfy: {
    shown: ["baseUrl"],
    secret: [
      { field: "topic", isRequired: true },
      { field: "token", isRequired: false },
    ],
  },
  slack: URL_ALONE,
  discord: URL_ALONE,
  feishu: URL_AND_SIGNATURE,
  dingtalk: URL_AND_SIGNATURE,
  wecom: URL_ALONE,
  telegram: { shown: ["baseUrl", "chatId"], secret: [{ field: "botToken", isRequired: true }] },
  email: {
    shown: ["host", "port", "security", "username", "from", "to"],
    secret: [{ field: "password", isRequired: false }],
  },
};

export function isChannelKind(value: unknown): value is ChannelKind {
  return CHANNEL_KINDS.some((kind) => kind === value);
}
