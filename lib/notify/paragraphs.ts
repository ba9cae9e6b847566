import type { EventText, NoticeText } from "#lib/notify/notice-text.ts";
import { plainText, type Sentence } from "#lib/notify/shown-name.ts";

/** How a channel writes a sentence, and one that stands out. */
export type Writing = { line(sentence: Sentence): string; strong(sentence: Sentence): string };

export const PLAIN: Writing = { line: plainText, strong: plainText };

/**
 * What a message says below its title: the lead, the first so many events, and how many there was no room for. The
 * title of a message with one event is that event's, so it is not said again.
 */
export function paragraphs(text: NoticeText, shown: number, writing: Writing = PLAIN): string[] {
  const ours = (words: string) => writing.line([{ text: words, isName: false }]);
  const isAlone = text.events.length === 1;
  const left = text.events.length - shown;
  return [
    ...(text.lead === null ? [] : [ours(text.lead)]),
    ...text.events.slice(0, shown).map((event) => paragraph(event, isAlone, writing)),
    ...(left > 0 ? [ours(text.more(left))] : []),
  ];
}

export function paragraph({ title, lines }: EventText, isAlone: boolean, writing: Writing = PLAIN): string {
  const body = lines.map(writing.line);
  return (isAlone ? body : [writing.strong(title), ...body]).join("\n");
}
