import { ALERT_SEVERITIES, type AlertKind, type AlertSeverity } from "#lib/domain/alert-condition.ts";
import type { AlertEventKind } from "#lib/domain/alert-states.ts";

/** One thing to tell. Names are as they are in the gateway: whoever shows them escapes them. Times are Unix milliseconds. */
export type NoticeEvent = {
  what: AlertEventKind;
  kind: AlertKind;
  severity: AlertSeverity;
  gatewayName: string;
  agentId: string | null;
  provider: string | null;
  /** Of a failover the one that is used now. */
  profileId: string | null;
  /** Of a failover the one that was used before. */
  previousProfileId: string | null;
  sinceMs: number | null;
  untilMs: number | null;
  /** Days of an expiry step. */
  step: number | null;
  /** What the agent uses when this profile is gone; null when there is none or nobody knows. */
  nextProfileId: string | null;
};

/** One message of a channel. It holds no secret; words are made of it when it is sent, in the channel's language. */
export type Notice = {
  /** Names this message for ever, the same at every try, so that a receiver can tell a repetition. At most 200 characters of `[A-Za-z0-9._-]`. */
  key: string;
  createdAtMs: number;
  /** Several events together, or the first look at an installation. */
  isDigest: boolean;
  /** Somebody tries the channel: nothing is wrong. */
  isTest: boolean;
  events: readonly NoticeEvent[];
  /** Where this console is, or null when that is not known. */
  consoleUrl: string | null;
};

/** What a sentence about an event is called: its kind, where one sentence fits all events of a kind. */
export type NoticeTopic = AlertKind | "missing_access";

/** An agent without any credential is another sentence than a profile without a secret. */
export function noticeTopic({ kind, profileId }: Pick<NoticeEvent, "kind" | "profileId">): NoticeTopic {
  return kind === "missing" && profileId === null ? "missing_access" : kind;
}

/** What the title of an event is made of. */
export type NoticeSubject = Pick<
  NoticeEvent,
  "what" | "kind" | "gatewayName" | "agentId" | "provider" | "profileId" | "previousProfileId" | "step"
>;

/**
 * Which sentence of the catalogs' `notice` says what is wrong, or what is over, and what it takes. `shown` makes a name fit
 * for where it is read; null is a name that the event does not have.
 */
export function noticeTitle(event: NoticeSubject, shown: (name: string | null) => string) {
  return {
    key: titleKey(event),
    values: {
      gateway: shown(event.gatewayName),
      agent: shown(event.agentId),
      provider: shown(event.provider),
      profile: shown(event.profileId),
      previous: shown(event.previousProfileId),
      days: event.step ?? 0,
    },
  };
}

function titleKey(event: NoticeSubject) {
  const topic = noticeTopic(event);
  if (event.what === "resolved") return `over.${topic}` as const;
  const isMove = topic === "failover" && event.previousProfileId !== null;
  return isMove ? ("title.failover_from" as const) : (`title.${topic}` as const);
}

/** Trouble before good news, and the worst trouble first. */
export function inOrder(events: readonly NoticeEvent[]): NoticeEvent[] {
  const rank = ({ what, severity }: NoticeEvent) =>
    what === "resolved" ? -1 : ALERT_SEVERITIES.indexOf(severity);
  return [...events].sort((one, other) => rank(other) - rank(one));
}
