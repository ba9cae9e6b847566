import {
  type ChannelField,
  type ChannelKind,
  type ChannelSecretField,
  type ChannelSecrets,
  type ChannelSettings,
  FIELDS_OF,
  MAIL_SECURITIES,
} from "#lib/domain/channel.ts";
import {
  type ChannelFieldCode,
  channelFieldProblem,
  recipientsOf,
  webhookSecretBase64,
} from "#lib/domain/channel-field.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

/** What a form or a command brings. A field that is left out is empty. */
export type ChannelDraft = {
  kind: ChannelKind;
  shown: Readonly<Partial<Record<ChannelField, string>>>;
  secret: Readonly<Partial<Record<ChannelSecretField, SecretText>>>;
};

export type ChannelDraftProblem = { field: ChannelField | ChannelSecretField; code: ChannelFieldCode };

/** `secrets` is null where those in the vault stay as they are. */
export type ParsedChannel = { settings: ChannelSettings; secrets: ChannelSecrets | null };

/** What stands for an empty `baseUrl`. */
export const BASE_URLS = { ntfy: "https://ntfy.sh", telegram: "https://api.telegram.org" } as const;

/**
 * Makes a channel of what a person filled in, or says what is wrong with which field.
 *
 * `previous` is what is stored, null for a new channel. Secrets are given all or none: with none of them the stored
 * ones stay, but only as long as server and user stay, because a secret that was entered for one server is not sent
 * to another by an edit.
 */
export function parseChannel(
  draft: ChannelDraft,
  previous: ChannelSettings | null,
): { ok: true; channel: ParsedChannel } | { ok: false; problems: ChannelDraftProblem[] } {
  const fields = fieldsOf(draft);
  const stored = previous?.kind === draft.kind && keepsSecrets(fields) ? previous : null;
  const problems = [...shownProblems(fields), ...(stored ? [] : secretProblems(fields))];
  if (problems.length > 0) return { ok: false, problems };
  const settings = stored && "server" in stored ? stored : settingsOf(fields);
  if (stored && channelServer(stored) !== channelServer(settings)) {
    const field = FIELDS_OF[draft.kind].secret[0]?.field ?? "url";
    return { ok: false, problems: [{ field, code: "channel_secret_again" }] };
  }
  return { ok: true, channel: { settings, secrets: stored ? null : secretsOf(fields) } };
}

/** Names the server, and the user there, that a channel's secrets were entered for. */
export function channelServer(settings: ChannelSettings): string {
  if (settings.kind !== "email") return "baseUrl" in settings ? settings.baseUrl : settings.server;
  const { host, port, security, username } = settings;
  return JSON.stringify([host, port, security, username]);
}

type Fields = {
  kind: ChannelKind;
  shown(field: ChannelField): string;
  secret(field: ChannelSecretField): SecretText | null;
};

function fieldsOf(draft: ChannelDraft): Fields {
  const base = draft.kind === "ntfy" || draft.kind === "telegram" ? BASE_URLS[draft.kind] : "";
  return {
    kind: draft.kind,
    shown: (field) => draft.shown[field]?.trim() || (field === "baseUrl" ? base : ""),
    secret(field) {
      const given = draft.secret[field];
      return given === undefined || given.isBlank() ? null : new SecretText(given.reveal().trim());
    },
  };
}

/** A mail server without a username has no password to keep. */
function keepsSecrets({ kind, shown, secret }: Fields): boolean {
  if (kind === "email" && shown("username") === "") return false;
  return FIELDS_OF[kind].secret.every(({ field }) => secret(field) === null);
}

function shownProblems({ kind, shown }: Fields): ChannelDraftProblem[] {
  return FIELDS_OF[kind].shown.flatMap((field) => {
    if (field === "username" && shown(field) === "") return [];
    const code = channelFieldProblem(field, shown(field));
    return code === null ? [] : [{ field, code }];
  });
}

function secretProblems({ kind, shown, secret }: Fields): ChannelDraftProblem[] {
  const hasUsername = shown("username") !== "";
  if (kind === "email" && secret("password") !== null && !hasUsername) {
    return [{ field: "username", code: "required" }];
  }
  return FIELDS_OF[kind].secret.flatMap(({ field, isRequired }): ChannelDraftProblem[] => {
    const value = secret(field);
    const isNeeded = isRequired || (field === "password" && hasUsername);
    if (value === null) return isNeeded ? [{ field, code: "required" }] : [];
    if (kind === "webhook" && field === "signingSecret" && webhookSecretBase64(value) === null) {
      return [{ field, code: "channel_signing_secret" }];
    }
    const code = channelFieldProblem(field, value.reveal());
    return code === null ? [] : [{ field, code }];
  });
}

/** Only for fields that were all found to be good. */
function settingsOf({ kind, shown, secret }: Fields): ChannelSettings {
  switch (kind) {
    case "ntfy":
      return { kind, baseUrl: canonicalBase(shown("baseUrl")) };
    case "telegram":
      return { kind, baseUrl: canonicalBase(shown("baseUrl")), chatId: shown("chatId") };
    case "email":
      return {
        kind,
        host: shown("host").toLowerCase(),
        port: Number(shown("port")),
        security: MAIL_SECURITIES.find((each) => each === shown("security")) ?? "tls",
        username: shown("username") || null,
        from: shown("from"),
        to: recipientsOf(shown("to")),
      };
    default:
      return { kind, server: new URL(needed(secret("url")).reveal()).host };
  }
}

/** Only for fields that were all found to be good. */
function secretsOf({ kind, secret }: Fields): ChannelSecrets {
  switch (kind) {
    case "webhook":
      return { kind, url: needed(secret("url")), signingSecret: needed(secret("signingSecret")) };
    case "feishu":
    case "dingtalk":
      return { kind, url: needed(secret("url")), signingSecret: secret("signingSecret") };
    case "ntfy":
      return { kind, topic: needed(secret("topic")), token: secret("token") };
    case "telegram":
      return { kind, botToken: needed(secret("botToken")) };
    case "email":
      return { kind, password: secret("password") };
    default:
      return { kind, url: needed(secret("url")) };
  }
}

function canonicalBase(text: string): string {
  const { origin, pathname } = new URL(text);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

function needed(secret: SecretText | null): SecretText {
  if (secret === null) throw new Error("a required secret was not checked");
  return secret;
}
