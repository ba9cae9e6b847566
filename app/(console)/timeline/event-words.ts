import "server-only";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { formatDateTime } from "#app/_ui/time.ts";
import type { MarkLook } from "#app/_ui/timeline-mark.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { TimelineEvent } from "#lib/domain/timeline.ts";

/** The shape of an event. */
export function lookOf({ kind, severity }: Pick<TimelineEvent, "kind" | "severity">): MarkLook {
  if (kind === "probe") return severity === "refused" ? "refused" : "works";
  if (kind !== "expiry") return kind;
  if (severity === "refused") return "over";
  return severity === "held" || severity === "none" ? "later" : severity;
}

export type EventWords = {
  /** What happens, without of whom: "Expires", "Cooldown", "API key added". */
  what(event: TimelineEvent): string;
  /** Of whom: the profile, else the gateway. */
  whom(event: TimelineEvent): string;
  /** One line with everything. */
  line(event: TimelineEvent): string;
};

/** The sentences of events in the language of this request. */
export async function eventWords(): Promise<EventWords> {
  const locale = await getLocale();
  const t = await getT("timeline");
  const audit = await getT("audit_events");

  const what = (event: TimelineEvent): string => {
    const { kind, detail } = event;
    switch (kind) {
      case "expiry":
        return t(`expiry.${lookOf(event) as "over"}`);
      case "cooldown":
        return t("cooldown");
      case "disabled":
        return detail === null ? t("disabled") : t("disabled_for", { reason: detail });
      case "probe":
        return t(`probe.${detail as "ok"}`);
      case "change":
      case "publish":
        return audit.has(detail as never) ? audit(detail as never) : (detail ?? "");
    }
  };
  const whom = (event: TimelineEvent) => event.profileId ?? placeOf(event);
  const line = (event: TimelineEvent) => {
    const from = formatDateTime(event.startMs, locale);
    const when =
      event.endMs === null ? from : t("from_to", { from, to: formatDateTime(event.endMs, locale) });
    const parts = [when, what(event), event.profileId, placeOf(event), event.actor];
    return parts.filter((part) => part !== null).join(" · ");
  };
  return { what, whom, line };
}

function placeOf({ gatewayName, agentId, provider, profileId }: TimelineEvent): string {
  if (agentId === null) return gatewayName;
  const ofProvider = provider !== null && profileId === null ? ` / ${providerName(provider)}` : "";
  return `${gatewayName} / ${agentId}${ofProvider}`;
}

/** Where an event leads to: its profile, its publication, else its gateway. */
export function hrefOf({ kind, gatewayId, linkId }: TimelineEvent): string {
  if (linkId === null) return `/gateways/${encodeURIComponent(gatewayId)}`;
  if (kind === "publish") {
    return `/gateways/${encodeURIComponent(gatewayId)}/publications/${encodeURIComponent(linkId)}`;
  }
  return `/profiles/${encodeURIComponent(linkId)}`;
}
