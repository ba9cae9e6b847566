import { createHash } from "node:crypto";
import type { ChannelSettings } from "#lib/domain/channel.ts";
import type { Notice } from "#lib/domain/notice.ts";
import { fitEvents } from "#lib/notify/fit-events.ts";
import type { NoticeText } from "#lib/notify/notice-text.ts";
import { paragraphs, type Writing } from "#lib/notify/paragraphs.ts";
import { plainText, type Sentence, written } from "#lib/notify/shown-name.ts";

/** Mail has no limit worth speaking of; nobody reads more than this. */
const TEXT_LENGTH_MAX = 100_000;

/** A line of a header may have 998 bytes; a subject is read up to about here. */
const SUBJECT_LENGTH_MAX = 200;

export type MailMessage = {
  from: { name: string; address: string };
  to: string[];
  subject: string;
  text: string;
  html: string;
  messageId: string;
  date: Date;
  headers: Record<string, string>;
};

/**
 * A notice as a mail, in plain text and in HTML that loads nothing.
 *
 * Its Message-ID comes from the notice's key, so that a mail that was sent twice is one to a mail program.
 * Source: RFC 5322 §3.6.4, RFC 3834 §5 for the header that keeps absence replies away.
 */
export function mailMessage(
  notice: Notice,
  text: NoticeText,
  settings: Extract<ChannelSettings, { kind: "email" }>,
): MailMessage {
  const domain = settings.from.slice(settings.from.lastIndexOf("@") + 1);
  const id = createHash("sha256").update(notice.key).digest("hex").slice(0, 40);
  return {
    from: { name: "Clawkeep", address: settings.from },
    to: [...settings.to],
    subject: [...plainText(text.title)].slice(0, SUBJECT_LENGTH_MAX).join(""),
    text: fitted(text, plainBody),
    html: fitted(text, htmlBody),
    messageId: `<${id}@${domain}>`,
    date: new Date(notice.createdAtMs),
    headers: { "Auto-Submitted": "auto-generated" },
  };
}

function fitted(text: NoticeText, build: (text: NoticeText, shown: number) => string): string {
  return fitEvents(
    text.events.length,
    (shown) => build(text, shown),
    (built) => built.length <= TEXT_LENGTH_MAX,
  );
}

function plainBody(text: NoticeText, shown: number): string {
  const end = text.link ? [`${text.link.label}: ${text.link.url}`] : [];
  return `${[plainText(text.title), ...paragraphs(text, shown), ...end].join("\n\n")}\n`;
}

function htmlBody({ title, link, ...rest }: NoticeText, shown: number): string {
  const body = paragraphs({ title, link, ...rest }, shown, HTML)
    .map((each) => `<p>${each.replace(/\n/g, "<br>\n")}</p>`)
    .join("\n");
  const end = link ? `<p><a href="${escaped(link.url)}">${escaped(link.label)}</a></p>` : "";
  const heading = `<h1 style="font-size:18px">${HTML.line(title)}</h1>`;
  return `<!doctype html>\n<html><body style="font-family:sans-serif;line-height:1.5">\n${heading}\n${body}\n${end}\n</body></html>\n`;
}

const line = (sentence: Sentence) => written(sentence, escaped, (name) => `<code>${escaped(name)}</code>`);

const HTML: Writing = { line, strong: (sentence) => `<strong>${line(sentence)}</strong>` };

function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
