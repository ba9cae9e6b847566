import { ALERT_SEVERITIES, type AlertKind, type AlertSeverity } from "#lib/domain/alert-condition.ts";
import { minuteOfDay, nextMinuteMs } from "#lib/domain/local-time.ts";
import { type NoticeEvent, noticeTopic } from "#lib/domain/notice.ts";

/** What a channel wants to be told, and when. Minutes are of its zone's day, 0 to 1439. */
export type ChannelWishes = {
  kinds: readonly AlertKind[];
  minimumSeverity: AlertSeverity;
  /** A time zone's name, such as `Europe/Berlin`. */
  zone: string;
  quietFromMinute: number | null;
  quietToMinute: number | null;
  /** What is critical is told at once, also in quiet time and where everything else waits for the digest. */
  criticalPasses: boolean;
  /** Null to tell at once; else once a day at this minute. */
  digestMinute: number | null;
};

/** Events for one message: at once, or gathered with what else happens until `atMs` (Unix milliseconds). */
export type PlannedNotice = { events: NoticeEvent[]; atMs: number; isGathered: boolean };

/** Which of the events a channel is told, and when: none, one message, or one at once and one that gathers. */
export function plannedNotices(
  wishes: ChannelWishes,
  events: readonly NoticeEvent[],
  nowMs: number,
): PlannedNotice[] {
  const wanted = events.filter((event) => wants(wishes, event));
  const laterMs = gatheredUntilMs(wishes, nowMs);
  const isNow = (event: NoticeEvent) =>
    laterMs === null || (wishes.criticalPasses && event.severity === "critical");
  const now = { events: wanted.filter(isNow), atMs: nowMs, isGathered: false };
  const later = {
    events: wanted.filter((event) => !isNow(event)),
    atMs: laterMs ?? nowMs,
    isGathered: true,
  };
  return [now, later].filter((notice) => notice.events.length > 0);
}

function wants(wishes: ChannelWishes, { kind, severity }: NoticeEvent): boolean {
  const rank = (each: AlertSeverity) => ALERT_SEVERITIES.indexOf(each);
  return wishes.kinds.includes(kind) && rank(severity) >= rank(wishes.minimumSeverity);
}

/**
 * Until when a channel waits, or null when it may be told now. A digest whose minute falls into the quiet time comes at
 * the end of that.
 */
function gatheredUntilMs(wishes: ChannelWishes, nowMs: number): number | null {
  const { digestMinute, zone } = wishes;
  if (digestMinute === null) return quietUntilMs(wishes, nowMs);
  const digestMs = nextMinuteMs(digestMinute, zone, nowMs);
  return quietUntilMs(wishes, digestMs) ?? digestMs;
}

/** The end of the quiet time that `nowMs` is in, or null. It may go past midnight; from and to alike is none. */
export function quietUntilMs(
  { quietFromMinute: from, quietToMinute: to, zone }: ChannelWishes,
  nowMs: number,
): number | null {
  if (from === null || to === null || from === to) return null;
  const minute = minuteOfDay(zone, nowMs);
  const isQuiet = from < to ? from <= minute && minute < to : from <= minute || minute < to;
  return isQuiet ? nextMinuteMs(to, zone, nowMs) : null;
}

/** What a gathering message holds after more has happened: of each trouble the last that is known. */
export function gatheredEvents(before: readonly NoticeEvent[], more: readonly NoticeEvent[]): NoticeEvent[] {
  const events = new Map<string, NoticeEvent>();
  for (const event of [...before, ...more]) {
    const key = troubleOf(event);
    const known = events.get(key);
    // What nobody was told of has not got worse for them, and is not to be remembered either.
    const isNew = known?.what === "opened" && event.what !== "resolved";
    events.delete(key);
    events.set(key, isNew ? { ...event, what: "opened" } : event);
  }
  return [...events.values()];
}

/** An end that comes nearer and one that is over are one trouble; so are a cooldown and a disabled profile. */
const TOPICS: Partial<Record<ReturnType<typeof noticeTopic>, string>> = {
  expiring: "end",
  expired: "end",
  cooldown: "held",
  disabled: "held",
};

function troubleOf(event: NoticeEvent): string {
  const topic = noticeTopic(event);
  const profileId = topic === "failover" ? null : event.profileId;
  return JSON.stringify([
    TOPICS[topic] ?? topic,
    event.gatewayName,
    event.agentId,
    event.provider,
    profileId,
  ]);
}
