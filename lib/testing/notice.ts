import type { Notice, NoticeEvent } from "#lib/domain/notice.ts";
import { NOW_MS } from "#lib/testing/now.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

export function noticeEvent(changed: Partial<NoticeEvent> = {}): NoticeEvent {
  return {
    what: "opened",
    kind: "expiring",
    severity: "warning",
    gatewayName: "prod",
    agentId: "main",
    provider: "anthropic",
    profileId: "anthropic:work",
    previousProfileId: null,
    sinceMs: NOW_MS,
    untilMs: NOW_MS + 7 * DAY_MS,
    step: 7,
    nextProfileId: null,
    ...changed,
  };
}

export function notice(changed: Partial<Notice> = {}): Notice {
  return {
    key: "n-0001",
    createdAtMs: NOW_MS,
    isDigest: false,
    isTest: false,
    events: [noticeEvent()],
    consoleUrl: "https://clawkeep.example.org",
    ...changed,
  };
}
