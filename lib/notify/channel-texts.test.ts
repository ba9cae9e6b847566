import { describe, expect, test } from "vitest";
import type { NoticeEvent } from "#lib/domain/notice.ts";
import type { Delivery } from "#lib/notify/delivery.ts";
import { dingtalkDelivery } from "#lib/notify/dingtalk.ts";
import { discordDelivery } from "#lib/notify/discord.ts";
import { feishuDelivery } from "#lib/notify/feishu.ts";
import { mailMessage } from "#lib/notify/mail-message.ts";
import { type NoticeText, noticeText } from "#lib/notify/notice-text.ts";
import { ntfyDelivery } from "#lib/notify/ntfy.ts";
import { slackDelivery } from "#lib/notify/slack.ts";
import { telegramDelivery } from "#lib/notify/telegram.ts";
import { wecomDelivery } from "#lib/notify/wecom.ts";
import { channelAt, type HttpChannelKind } from "#lib/testing/channels.ts";
import { notice, noticeEvent } from "#lib/testing/notice.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const HOSTILE = '@everyone <!channel> <@U1> <b>*x*</b> [a](https://evil.example) `c` _d_ &lt; \\ "q"\nbcc: x';

function textOf(...events: Partial<NoticeEvent>[]): NoticeText {
  return noticeText(notice({ events: events.map((event) => noticeEvent(event)) }), "en");
}

const many = (count: number, profileId = "anthropic:work") =>
  textOf(...Array.from({ length: count }, (_, index) => ({ profileId: `${profileId}-${index}` })));

/** The body of what would be sent. Its shape is the service's. */
// biome-ignore lint/suspicious/noExplicitAny: the tests below say what they expect of each member.
function body(kind: HttpChannelKind, text: NoticeText): any {
  return JSON.parse(deliveryOf(kind, text).request.body ?? "");
}

function deliveryOf(kind: HttpChannelKind, text: NoticeText): Delivery {
  const { settings, secrets } = channelAt(kind, "https://service.example");
  if (settings.kind === "telegram" && secrets.kind === "telegram")
    return telegramDelivery(text, settings, secrets);
  if (settings.kind === "ntfy" && secrets.kind === "ntfy") return ntfyDelivery(text, settings, secrets);
  if (secrets.kind === "feishu") return feishuDelivery(text, secrets, NOW_MS);
  if (secrets.kind === "dingtalk") return dingtalkDelivery(text, secrets, NOW_MS);
  if (secrets.kind === "slack") return slackDelivery(text, secrets.url);
  if (secrets.kind === "discord") return discordDelivery(text, secrets.url);
  if (secrets.kind === "wecom") return wecomDelivery(text, secrets.url);
  throw new Error(kind);
}

describe("a name that tries everything", () => {
  const text = textOf({ profileId: HOSTILE });

  test("cannot call people or make links in Slack", () => {
    const { blocks, text: fallback, mrkdwn } = body("slack", text);
    expect(mrkdwn).toBe(false);
    expect(fallback).toContain("&lt;!channel&gt; &lt;@U1&gt; &lt;b&gt;");
    const [header, section, link] = blocks;
    expect(header.text).toMatchObject({ type: "plain_text", emoji: false });
    expect(header.text.text).not.toMatch(/[<>]/);
    expect(section.text.type).toBe("plain_text");
    expect(link.text.text).toBe("<https://clawkeep.example.org/alerts|Open in Clawkeep>");
  });

  test("cannot mention anybody or format anything in Discord", () => {
    const { embeds, allowed_mentions: mentions, content } = body("discord", text);
    expect([mentions, content]).toEqual([{ parse: [] }, undefined]);
    expect(embeds[0].description).toContain(
      "\\@everyone \\<!channel\\> \\<\\@U1\\> \\<b\\>\\*x\\*\\</b\\> \\[a\\](https[:]//evil.example)".replace(
        "https[:]",
        "https\\[:\\]",
      ),
    );
    expect(embeds[0].description).toContain("\\`c\\` \\_d\\_ &lt; \\\\");
  });

  test("is code in Telegram, with every sign escaped", () => {
    const { text: html, parse_mode: mode, link_preview_options: preview } = body("telegram", text);
    expect([mode, preview]).toEqual(["HTML", { is_disabled: true }]);
    expect(html).toContain("<code>@everyone &lt;!channel&gt; &lt;@U1&gt; &lt;b&gt;*x*&lt;/b&gt;");
    expect(html.replace(/<\/?(b|code)>|<a href="https:\/\/clawkeep[^"]*">|<\/a>/g, "")).not.toMatch(/[<>]/);
  });

  test("has no signs left that WeCom would take for markup", () => {
    const { markdown } = body("wecom", text);
    const [title = ""] = markdown.content.split("\n\n");
    expect(title.replace(/^\*\*|\*\*$/g, "")).not.toMatch(/[*`<>[\]()#\\@]/);
    expect(title).toContain("＠everyone ＜!channel＞");
  });

  test("stays plain text in Feishu, DingTalk and ntfy, where nothing is markup", () => {
    const { card } = body("feishu", text);
    expect(card.header.title.tag).toBe("plain_text");
    expect(card.elements.map((element: { text?: { tag: string } }) => element.text?.tag)).toEqual([
      "plain_text",
      undefined,
    ]);
    expect(body("dingtalk", text)).toMatchObject({
      msgtype: "text",
      at: { atMobiles: [], atUserIds: [], isAtAll: false },
    });
    expect(Object.keys(body("ntfy", text)).sort()).toEqual([
      "click",
      "message",
      "priority",
      "tags",
      "title",
      "topic",
    ]);
  });

  test("is escaped in a mail's HTML and on one line in its subject", () => {
    const settings: Parameters<typeof mailMessage>[2] = {
      ...{ kind: "email", host: "mail.example.org", port: 465, security: "tls", username: null },
      ...{ from: "clawkeep@example.org", to: ["ada@example.org"] },
    };
    const mail = mailMessage(notice(), text, settings);
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.html).toContain("<code>@everyone &lt;!channel&gt;");
    expect(mail.html).not.toMatch(/<b>|<img|<script|src=|evil\.example"/);
    expect(mail.text).toContain("<!channel>");
  });

  test.each(["slack", "discord", "feishu", "dingtalk", "wecom", "telegram", "ntfy"] as const)(
    "is no link in %s",
    (kind) => {
      expect(deliveryOf(kind, text).request.body).not.toContain("://evil.example");
    },
  );
});

describe("a message that is too long is cut between events and says how many are left", () => {
  const bytes = (text: string) => Buffer.byteLength(text);

  test.each<[HttpChannelKind, number, (body: ReturnType<typeof JSON.parse>) => [string, number]]>([
    ["ntfy", 4096, ({ message }) => [message, bytes(message)]],
    ["discord", 4096, ({ embeds }) => [embeds[0].description, embeds[0].description.length]],
    ["telegram", 4096, ({ text }) => [text, text.length]],
    ["wecom", 4096, ({ markdown }) => [markdown.content, bytes(markdown.content)]],
    ["feishu", 18 * 1024, (all) => [JSON.stringify(all), bytes(JSON.stringify(all))]],
    ["dingtalk", 18_000, (all) => [all.text.content, bytes(JSON.stringify(all))]],
    ["slack", 12_000, (all) => [JSON.stringify(all), JSON.stringify(all).length]],
  ])("%s: at most %i", (kind, max, measured) => {
    const sizes = [500, 120].map((count) => {
      const [message, size] = measured(body(kind, many(count, "凭证:工作")));
      expect(size).toBeLessThanOrEqual(max);
      const left = Number(/… and (\d+) more/.exec(message)?.[1] ?? 0);
      const shown = message.match(/凭证:工作-\d+/g)?.length ?? 0;
      expect([left > 0, shown + left]).toEqual([true, count]);
      return size;
    });
    // Nearly all of the room is used.
    expect(Math.max(...sizes)).toBeGreaterThan(kind === "slack" ? max * 0.6 : max - 700);
  });

  test("one event with the longest names there can be fits everywhere", () => {
    const long = "凭*".repeat(5000);
    const text = textOf({
      ...{ kind: "failover", gatewayName: long, agentId: long, provider: long },
      ...{ profileId: long, previousProfileId: long, nextProfileId: long },
    });
    for (const kind of ["slack", "discord", "feishu", "dingtalk", "wecom", "telegram", "ntfy"] as const) {
      expect(deliveryOf(kind, text).request.body).not.toContain("more");
    }
    const { blocks } = body("slack", text);
    expect(blocks[0].text.text.length).toBeLessThanOrEqual(150);
  });

  test("Slack never gets more than 50 blocks", () => {
    expect(body("slack", many(45)).blocks.length).toBeLessThanOrEqual(50);
  });
});

test("the title of one event is not said twice, and those of several are all said", () => {
  const one = body("dingtalk", textOf({})).text.content;
  expect(one.match(/expires within/g)).toHaveLength(1);
  const two = body("dingtalk", textOf({}, { profileId: "openai:x" })).text.content;
  expect(two).toContain("2 alerts from Clawkeep\n\nWarning: anthropic:work expires");
  expect(two.match(/expires within/g)).toHaveLength(2);
});

test("a console whose address nobody knows is no link", () => {
  const text = noticeText(notice({ consoleUrl: null }), "en");
  for (const kind of ["slack", "discord", "feishu", "dingtalk", "wecom", "telegram", "ntfy"] as const) {
    expect(deliveryOf(kind, text).request.body).not.toContain("Open in Clawkeep");
  }
});
