import type { AlertSeverity } from "#lib/domain/alert-condition.ts";
import { inOrder, type Notice, type NoticeEvent, noticeTitle, noticeTopic } from "#lib/domain/notice.ts";
import { type Locale, type Translator, translator } from "#lib/messages.ts";
import { markedName, type Sentence, sentenceOf } from "#lib/notify/shown-name.ts";

/** How it looks: a resolved event is good news, whatever it was. */
export type Tone = AlertSeverity | "resolved";

export type EventText = { tone: Tone; title: Sentence; lines: readonly Sentence[] };

/** A notice in words. The most pressing event is first. */
export type NoticeText = {
  title: Sentence;
  /** Of the most pressing event; `info` for a test. */
  tone: Tone;
  /** Said before the events; null when they speak for themselves. */
  lead: string | null;
  events: readonly EventText[];
  /** What stands in place of so many events for which there is no room. */
  more(count: number): string;
  link: { label: string; url: string } | null;
};

export function noticeText(notice: Notice, locale: Locale): NoticeText {
  const t = translator(locale, "notice");
  const events = inOrder(notice.events).map((event) => eventText(t, event));
  return {
    title: titleOf(t, notice, events),
    tone: notice.isTest ? "info" : (events[0]?.tone ?? "info"),
    lead: notice.isTest ? t("test") : null,
    events,
    more: (count) => t("more", { count }),
    link: linkOf(t("open"), notice.consoleUrl),
  };
}

type Words = Translator<"notice">;

function titleOf(t: Words, notice: Notice, events: readonly EventText[]): Sentence {
  if (notice.isTest) return sentenceOf(t("test_title"));
  const [only] = events;
  if (events.length !== 1 || !only) return sentenceOf(t("digest_title", { count: events.length }));
  return only.title;
}

function eventText(t: Words, event: NoticeEvent): EventText {
  const { what, severity } = event;
  const label = what === "resolved" || what === "reminder" ? what : severity;
  const { key, values } = noticeTitle(event, (name) => (name === null ? "–" : markedName(name)));
  const title = t("prefixed", { label: t(`label.${label}`), title: t(key, values) });
  const details =
    what === "resolved" ? [] : [timeLine(t, event), nextLine(t, event), t(`advice.${noticeTopic(event)}`)];
  const lines = [placeLine(t, event), ...details].filter((line) => line !== null);
  return {
    tone: what === "resolved" ? what : severity,
    title: sentenceOf(title),
    lines: lines.map(sentenceOf),
  };
}

function placeLine(t: Words, { gatewayName, agentId, provider }: NoticeEvent): string {
  const gateway = markedName(gatewayName);
  if (agentId === null) return t("where.gateway", { gateway });
  const agent = markedName(agentId);
  if (provider === null) return t("where.agent", { gateway, agent });
  return t("where.provider", { gateway, agent, provider: markedName(provider) });
}

function timeLine(t: Words, { kind, sinceMs, untilMs }: NoticeEvent): string | null {
  if (kind === "expiring" || kind === "expired") {
    const when = utcText(untilMs);
    return when && t(kind === "expired" ? "time.expired" : "time.expires", { when });
  }
  const [since, until] = [utcText(sinceMs), utcText(untilMs)];
  if (until !== null) return t("time.until", { when: until });
  return since && t("time.since", { when: since });
}

function nextLine(t: Words, { nextProfileId }: NoticeEvent): string | null {
  return nextProfileId === null ? null : t("next", { profile: markedName(nextProfileId) });
}

/** `2027-11-22 00:00 UTC`, the same for every reader; null for what is no time. */
export function utcText(atMs: number | null): string | null {
  if (atMs === null || !(Math.abs(atMs) <= 8_640_000_000_000_000)) return null;
  const [date = "", time = ""] = new Date(atMs).toISOString().split("T");
  return `${date} ${time.slice(0, 5)} UTC`;
}

function linkOf(label: string, consoleUrl: string | null): NoticeText["link"] {
  if (consoleUrl === null || !URL.canParse(consoleUrl)) return null;
  const { href } = new URL("alerts", consoleUrl.endsWith("/") ? consoleUrl : `${consoleUrl}/`);
  return { label, url: href.replace(/\(/g, "%28").replace(/\)/g, "%29") };
}
