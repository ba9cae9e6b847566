import { describe, expect, test } from "vitest";
import type { ChannelField, ChannelKind, ChannelSecretField, ChannelSettings } from "#lib/domain/channel.ts";
import { CHANNEL_KINDS, FIELDS_OF } from "#lib/domain/channel.ts";
import { parseChannel } from "#lib/domain/channel-draft.ts";
import { packChannelSecrets, secretTextsOf, unpackChannelSecrets } from "#lib/domain/channel-secrets.ts";
import { SecretText } from "#lib/domain/secret-text.ts";

const WHSEC = `whsec_${Buffer.from("a".repeat(32)).toString("base64")}`;

const SHOWN: Readonly<Partial<Record<ChannelField, string>>> = {
  chatId: "-1001234567890",
  host: "Mail.Example.org",
  port: "587",
  security: "starttls",
  username: "alerts",
  from: "clawkeep@example.org",
  to: "ada@example.org, grace@example.org;ada@example.org",
};

const SECRET: Readonly<Record<ChannelSecretField, string>> = {
  url: "https://hooks.example.org:8443/services/T000/B000/canary?key=canary",
  signingSecret: WHSEC,
  topic: "canary-topic",
  token: "tk_canary",
  botToken: "123456:AAcanaryAAcanaryAAcanaryAAcanary",
  password: "canary password",
};

type Fill = {
  shown?: Partial<Record<ChannelField, string>>;
  secret?: Partial<Record<ChannelSecretField, string>>;
};

function parse(
  kind: ChannelKind,
  { shown = SHOWN, secret = SECRET }: Fill = {},
  previous: ChannelSettings | null = null,
) {
  const secrets = Object.entries(secret).map(([field, text]) => [field, new SecretText(text)]);
  return parseChannel({ kind, shown, secret: Object.fromEntries(secrets) }, previous);
}

function settingsOf(kind: ChannelKind): ChannelSettings {
  const parsed = parse(kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.channel.settings;
}

describe.each(CHANNEL_KINDS)("a channel of kind %s", (kind) => {
  test("shows nothing of its secrets, and gets them back from the vault's text", () => {
    const parsed = parse(kind);
    if (!parsed.ok || !parsed.channel.secrets) throw new Error("not parsed");
    expect(JSON.stringify(parsed.channel.settings)).not.toMatch(/canary|whsec/);
    const { secrets } = parsed.channel;
    const unpacked = unpackChannelSecrets(kind, packChannelSecrets(secrets));
    expect(unpacked?.kind).toBe(kind);
    const reveal = (all: typeof secrets) => secretTextsOf(all).map((each) => each.reveal());
    expect(unpacked && reveal(unpacked)).toEqual(reveal(secrets));
    expect(secretTextsOf(secrets)).toHaveLength(FIELDS_OF[kind].secret.length);
  });

  test("keeps the secrets it has when none is given, and says which are missing when there are none", () => {
    const previous = settingsOf(kind);
    expect(parse(kind, { secret: {} }, previous)).toEqual({
      ok: true,
      channel: { settings: previous, secrets: null },
    });
    expect(parse(kind, { secret: {} })).toMatchObject({
      ok: false,
      problems: [{ code: "required" }, ...(kind === "webhook" ? [{ field: "signingSecret" }] : [])],
    });
  });

  test("takes nothing that another kind had sealed", () => {
    const other = settingsOf(kind === "slack" ? "discord" : "slack");
    expect(parse(kind, { secret: {} }, other)).toMatchObject({ ok: false });
    expect(unpackChannelSecrets(kind, new SecretText("no JSON canary"))).toEqual(
      kind === "email" ? { kind, password: null } : null,
    );
  });
});

test("a channel shows the server of its address alone", () => {
  expect(settingsOf("slack")).toEqual({ kind: "slack", server: "hooks.example.org:8443" });
});

test("a base URL has a default, and loses its last slash", () => {
  expect(settingsOf("ntfy")).toEqual({ kind: "ntfy", baseUrl: "https://ntfy.sh" });
  expect(settingsOf("telegram")).toMatchObject({ baseUrl: "https://api.telegram.org" });
  const own = parse("ntfy", { shown: { baseUrl: "https://Ntfy.example.org/push/" } });
  expect(own).toMatchObject({ channel: { settings: { baseUrl: "https://ntfy.example.org/push" } } });
});

test("recipients are named once each, and the host is in its one spelling", () => {
  expect(settingsOf("email")).toMatchObject({
    host: "mail.example.org",
    to: ["ada@example.org", "grace@example.org"],
  });
});

describe("a stored secret goes to no other server", () => {
  test.each<[ChannelKind, Partial<Record<ChannelField, string>>, ChannelSecretField]>([
    ["email", { host: "mail.example.net" }, "password"],
    ["email", { port: "25" }, "password"],
    ["email", { security: "none" }, "password"],
    ["email", { username: "somebody" }, "password"],
    ["telegram", { baseUrl: "https://bots.example.net" }, "botToken"],
    ["ntfy", { baseUrl: "https://ntfy.example.net" }, "topic"],
  ])("%s with %j asks for it again", (kind, changed, field) => {
    const edited = parse(kind, { shown: { ...SHOWN, ...changed }, secret: {} }, settingsOf(kind));
    expect(edited).toEqual({ ok: false, problems: [{ field, code: "channel_secret_again" }] });
  });

  test("what is no part of the server is edited without it", () => {
    const edited = parse(
      "email",
      { shown: { ...SHOWN, to: "ops@example.org" }, secret: {} },
      settingsOf("email"),
    );
    expect(edited).toMatchObject({
      ok: true,
      channel: { settings: { to: ["ops@example.org"] }, secrets: null },
    });
  });
});

describe("a mail server without a username", () => {
  test("has no password, and forgets one that was stored", () => {
    const open = parse("email", { shown: { ...SHOWN, username: "" }, secret: {} }, settingsOf("email"));
    expect(open).toMatchObject({
      ok: true,
      channel: { settings: { username: null }, secrets: { kind: "email", password: null } },
    });
  });

  test("is not given one by mistake", () => {
    const odd = parse("email", { shown: { ...SHOWN, username: "" } });
    expect(odd).toEqual({ ok: false, problems: [{ field: "username", code: "required" }] });
  });
});

describe("refused", () => {
  test.each<[ChannelKind, ChannelSecretField, string, string]>([
    ["slack", "url", "hooks.slack.com/services/x", "channel_url"],
    ["slack", "url", "ftp://hooks.slack.com/x", "channel_url"],
    ["slack", "url", "https://user:pw@hooks.slack.com/x", "channel_url"],
    ["slack", "url", "https://hooks.slack.com/x y", "channel_url"],
    ["slack", "url", "https://hooks.slack.com/x#y", "channel_url"],
    ["slack", "url", "https://hooks.slack.com/\u202ex", "channel_url"],
    ["slack", "url", `https://hooks.slack.com/${"x".repeat(2048)}`, "too_long"],
    ["webhook", "signingSecret", "long enough but no base64", "channel_signing_secret"],
    ["webhook", "signingSecret", "whsec_c2hvcnQ=", "channel_signing_secret"],
    ["dingtalk", "signingSecret", "SEC with blanks", "channel_sign_key"],
    ["ntfy", "topic", "a/b", "channel_topic"],
    ["ntfy", "token", "tk_\r\nx", "channel_token"],
    ["telegram", "botToken", "../../admin", "channel_bot_token"],
    ["telegram", "botToken", "123456:AAAAAAAAAAAAAAAAAAAA/getMe", "channel_bot_token"],
    ["email", "password", "line\nbreak", "channel_password"],
  ])("%s: %s %j", (kind, field, text, code) => {
    const parsed = parse(kind, { secret: { ...SECRET, [field]: text } });
    expect(parsed).toEqual({ ok: false, problems: [{ field, code }] });
  });

  test.each<[ChannelKind, ChannelField, string, string]>([
    ["ntfy", "baseUrl", "https://ntfy.sh?auth=x", "channel_base_url"],
    ["telegram", "chatId", "ops", "channel_chat_id"],
    ["email", "host", "mail.example.org:25", "channel_host"],
    ["email", "host", "0x7f.1", "channel_host"],
    ["email", "port", "0", "channel_port"],
    ["email", "port", "65536", "channel_port"],
    ["email", "security", "maybe", "channel_security"],
    ["email", "username", "a\r\nb", "channel_username"],
    ["email", "from", "a@b\r\nBcc: x@y.example", "email_invalid"],
    ["email", "from", "Name <a@example.org>", "email_invalid"],
    ["email", "to", "", "required"],
    ["email", "to", ",", "channel_recipients"],
    ["email", "to", "ada@example.org nobody", "email_invalid"],
  ])("%s: %s %j", (kind, field, text, code) => {
    const parsed = parse(kind, { shown: { ...SHOWN, [field]: text } });
    expect(parsed).toEqual({ ok: false, problems: [{ field, code }] });
  });

  test("too many recipients", () => {
    const to = Array.from({ length: 21 }, (_, index) => `a${index}@example.org`).join(" ");
    expect(parse("email", { shown: { ...SHOWN, to } })).toMatchObject({
      problems: [{ code: "channel_recipients" }],
    });
  });
});
