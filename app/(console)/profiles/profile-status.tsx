import { getLocale } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { formatDate, formatDateTime, formatRelative, isMoment } from "#app/_ui/time.ts";
import type { Tone } from "#app/_ui/tone.ts";
import { expiryState } from "#lib/domain/expiry-state.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";
import type { PublishState } from "#lib/views/publish-states.ts";

type Facts = Pick<ProfileListItem, "type" | "reason" | "expiresAtMs" | "publishState">;

/** How a profile is, as its badge and its explanation name it. A reason code of OpenClaw unless it can be used. */
export type ProfileStatus =
  | "usable"
  | "soon"
  | "oauth"
  | "to_remove"
  | Exclude<ProfileListItem["reason"], "ok">;

export function profileStatus(profile: Facts, nowMs: number): ProfileStatus {
  if (profile.publishState === "to_remove") return "to_remove";
  if (profile.reason !== "ok") return profile.reason;
  if (profile.type === "oauth") return "oauth";
  return expiryState(profile.expiresAtMs, nowMs) === "soon" ? "soon" : "usable";
}

export const STATUS_TONE: Record<ProfileStatus, Tone> = {
  usable: "success",
  soon: "warn",
  oauth: "info",
  to_remove: "neutral",
  expired: "danger",
  missing_credential: "danger",
  invalid_expires: "danger",
};

type InLocale = { locale: Locale };

type BadgeProps = { profile: Facts; nowMs: number; look?: "box" | "plain" };

/** Whether OpenClaw can use a profile, in words, shape and colour. */
export async function ProfileStatusBadge(props: BadgeProps) {
  return <ProfileStatusIn {...props} locale={await getLocale()} />;
}

/** The same for a list, whose language is known: React waits for nothing in its cells. */
export function ProfileStatusIn({ profile, nowMs, look = "plain", locale }: BadgeProps & InLocale) {
  const status = profileStatus(profile, nowMs);
  const isReason = status === profile.reason;
  const words = isReason
    ? translator(locale, "eligibility")(profile.reason)
    : translator(locale, "profiles.status")(status as Exclude<ProfileStatus, ProfileListItem["reason"]>);
  return (
    <StatusBadge tone={STATUS_TONE[status]} look={look}>
      {words}
    </StatusBadge>
  );
}

type ExpiryProps = {
  profile: Pick<ProfileListItem, "expiresAtMs">;
  nowMs: number;
  look?: "inline" | "stacked";
};

/** When a credential ends: in how long, and exactly; `stacked` is for tables and leaves the hour to the pointer. */
export async function ExpiryText(props: ExpiryProps) {
  return <ExpiryIn {...props} locale={await getLocale()} />;
}

/** The same for a list, whose language is known. */
export function ExpiryIn({ profile, nowMs, look = "stacked", locale }: ExpiryProps & InLocale) {
  const { expiresAtMs } = profile;
  if (expiresAtMs === null) {
    return <span className="text-fg-subtle">{translator(locale, "profiles")("no_expiry")}</span>;
  }
  if (look === "inline" || !isMoment(expiresAtMs)) {
    return <RelativeTime atMs={expiresAtMs} nowMs={nowMs} locale={locale} />;
  }
  return (
    <time
      dateTime={new Date(expiresAtMs).toISOString()}
      title={formatDateTime(expiresAtMs, locale)}
      className="block whitespace-nowrap tabular-nums"
    >
      {formatRelative(expiresAtMs, nowMs, locale)}{" "}
      <span className="cell-note block">{formatDate(expiresAtMs, locale)}</span>
    </time>
  );
}

const PUBLISH_TONE: Record<PublishState, Tone> = {
  published: "success",
  changed: "warn",
  unpublished: "warn",
  to_remove: "warn",
  on_gateway_only: "neutral",
  there_already: "success",
};

type PublishProps = { state: PublishState; look?: "box" | "plain" };

/** Whether the gateway has a profile as it is wanted here. */
export async function PublishBadge(props: PublishProps) {
  return <PublishIn {...props} locale={await getLocale()} />;
}

/** The same for a list, whose language is known. */
export function PublishIn({ state, look = "plain", locale }: PublishProps & InLocale) {
  const t = translator(locale, "profiles");
  return (
    <span title={t(`publish_hint.${state}`)}>
      <StatusBadge tone={PUBLISH_TONE[state]} look={look}>
        {t(`publish_state.${state}`)}
      </StatusBadge>
    </span>
  );
}
