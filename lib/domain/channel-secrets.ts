import type { ChannelKind, ChannelSecretField, ChannelSecrets } from "#lib/domain/channel.ts";
import { CHANNEL_SECRET_FIELDS, FIELDS_OF } from "#lib/domain/channel.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

/** All secrets of a channel as the one text that the vault seals. */
export function packChannelSecrets(secrets: ChannelSecrets): SecretText {
  const fields = FIELDS_OF[secrets.kind].secret.flatMap(({ field }) => {
    const value = secretOf(secrets, field);
    return value === null ? [] : [[field, value.reveal()]];
  });
  return new SecretText(JSON.stringify(Object.fromEntries(fields)));
}

/** The secrets of a sealed text, or null when they are not those of a channel of this kind. */
export function unpackChannelSecrets(kind: ChannelKind, packed: SecretText): ChannelSecrets | null {
  const found = parsed(packed);
  const secret = (field: ChannelSecretField) => {
    const value = found[field];
    return typeof value === "string" && value !== "" ? new SecretText(value) : null;
  };
  const [url, signingSecret, topic] = [secret("url"), secret("signingSecret"), secret("topic")];
  switch (kind) {
    case "webhook":
      return url && signingSecret && { kind, url, signingSecret };
    case "feishu":
    case "dingtalk":
      return url && { kind, url, signingSecret };
    case "ntfy":
      return topic && { kind, topic, token: secret("token") };
    case "telegram": {
      const botToken = secret("botToken");
      return botToken && { kind, botToken };
    }
    case "email":
      return { kind, password: secret("password") };
    default:
      return url && { kind, url };
  }
}

/** Every secret there is in a channel, for a redactor or a search. */
export function secretTextsOf(secrets: ChannelSecrets): SecretText[] {
  return CHANNEL_SECRET_FIELDS.flatMap((field) => secretOf(secrets, field) ?? []);
}

function secretOf(secrets: ChannelSecrets, field: ChannelSecretField): SecretText | null {
  const value: unknown = field in secrets ? secrets[field as keyof ChannelSecrets] : null;
  return value instanceof SecretText ? value : null;
}

function parsed(packed: SecretText): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(packed.reveal());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // The error would quote the text.
    return {};
  }
}
