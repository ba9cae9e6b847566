import { type NoticeEvent, noticeTitleKey, noticeTopic } from "#lib/domain/notice.ts";
import type { Translator } from "#lib/messages.ts";
import { printable } from "#lib/openclaw/finding.ts";

type Subject = Pick<
  NoticeEvent,
  "what" | "kind" | "gatewayName" | "agentId" | "provider" | "profileId" | "previousProfileId" | "step"
>;

/** What a message says of an event, on one line of a terminal. */
export function eventTitle(t: Translator, event: Subject): string {
  const name = (text: string | null) => printable(text ?? "-");
  const key = event.what === "resolved" ? (`over.${noticeTopic(event)}` as const) : noticeTitleKey(event);
  return t(`notice.${key}`, {
    gateway: name(event.gatewayName),
    agent: name(event.agentId),
    provider: name(event.provider),
    profile: name(event.profileId),
    previous: name(event.previousProfileId),
    days: event.step ?? 0,
  });
}
