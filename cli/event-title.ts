import { type NoticeSubject, noticeTitle } from "#lib/domain/notice.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";

/** What a message says of an event, on one line of a terminal. */
export function eventTitle(t: Translator, event: NoticeSubject): string {
  const { key, values } = noticeTitle(event, (name) => printable(name ?? "-"));
  return t(`notice.${key}`, values);
}
