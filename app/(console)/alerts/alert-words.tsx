import { getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import type { AlertSeverity } from "#lib/domain/alert-condition.ts";
import type { DeliveryProblem } from "#lib/domain/delivery-result.ts";
import { type NoticeEvent, type NoticeSubject, noticeTitle } from "#lib/domain/notice.ts";
import type { DeliveryItem } from "#lib/views/channels-view.ts";

const TONES: Record<AlertSeverity, Tone> = { critical: "danger", warning: "warn", info: "info" };

export async function SeverityBadge({ severity }: { severity: AlertSeverity }) {
  const t = await getT("alerts.severity");
  return (
    <StatusBadge tone={TONES[severity]} look="plain">
      {t(severity)}
    </StatusBadge>
  );
}

const DELIVERY_TONES: Record<DeliveryItem["state"], Tone> = {
  pending: "info",
  sent: "success",
  failed: "danger",
  abandoned: "danger",
};

export async function DeliveryBadge({ state }: Pick<DeliveryItem, "state">) {
  const t = await getT("alerts.deliveries.state");
  return (
    <StatusBadge tone={DELIVERY_TONES[state]} look="plain">
      {t(state)}
    </StatusBadge>
  );
}

/** What a message says of an event, in the reader's language. */
export async function EventTitle({ event }: { event: NoticeSubject }) {
  return await titleOf(event);
}

/** The same as it stands in a message, which begins with how pressing it is. */
export async function SentTitle({ event }: { event: NoticeEvent }) {
  const t = await getT("notice");
  const { what, severity } = event;
  const label = what === "resolved" || what === "reminder" ? what : severity;
  return t("prefixed", { label: t(`label.${label}`), title: await titleOf(event) });
}

async function titleOf(event: NoticeSubject): Promise<string> {
  const { key, values } = noticeTitle(event, (name) => name ?? "–");
  return (await getT("notice"))(key, values);
}

type ProblemProps = { problem: DeliveryProblem; httpStatus: number | null };

/** Why a message did not arrive, and what to do about it. */
export async function ProblemText(props: ProblemProps) {
  return await problemSentence(props);
}

export async function problemSentence({ problem, httpStatus }: ProblemProps): Promise<string> {
  const t = await getT("alerts");
  const sentence = t(`problem.${problem}`);
  return httpStatus === null ? sentence : `${sentence} ${t("channels.http", { status: httpStatus })}`;
}
