import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { momentWords } from "#app/_ui/moment.ts";
import { MomentText } from "#app/_ui/moment-text.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { isMoment } from "#app/_ui/time.ts";
import { type ProfileStatus, PUBLISH_TONE, STATUS_TONE } from "#app/(console)/profiles/profile-tones.ts";
import { expiryState } from "#lib/domain/expiry-state.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";
import type { PublishState } from "#lib/views/publish-states.ts";

type Facts = Pick<ProfileListItem, "type" | "reason" | "expiresAtMs" | "publishState">;

export function profileStatus(profile: Facts, nowMs: number): ProfileStatus {
  if (profile.publishState === "to_remove") return "to_remove";
  if (profile.reason !== "ok") return profile.reason;
  if (profile.type === "oauth") return "oauth";
  return expiryState(profile.expiresAtMs, nowMs) === "soon" ? "soon" : "usable";
}

/** A status in words; a reason has those of every other place that names it. */
export function statusWords(locale: Locale, status: ProfileStatus): string {
  if (status === "expired" || status === "missing_credential" || status === "invalid_expires") {
    return translator(locale, "eligibility")(status);
  }
  return translator(locale, "profiles.status")(status);
}

type BadgeProps = { profile: Facts; nowMs: number; look?: "box" | "plain" };

/** Whether OpenClaw can use a profile, in words, shape and colour. */
export async function ProfileStatusBadge({ profile, nowMs, look = "plain" }: BadgeProps) {
  const status = profileStatus(profile, nowMs);
  return (
    <StatusBadge tone={STATUS_TONE[status]} look={look}>
      {statusWords(await getLocale(), status)}
    </StatusBadge>
  );
}

type ExpiryProps = {
  profile: Pick<ProfileListItem, "expiresAtMs">;
  nowMs: number;
  look?: "inline" | "stacked";
};

/** When a credential ends: in how long, and exactly; `stacked` is for tables and leaves the hour to the pointer. */
export async function ExpiryText({ profile, nowMs, look = "stacked" }: ExpiryProps) {
  const locale = await getLocale();
  const { expiresAtMs } = profile;
  if (expiresAtMs !== null && (look === "inline" || !isMoment(expiresAtMs))) {
    return <RelativeTime atMs={expiresAtMs} nowMs={nowMs} locale={locale} />;
  }
  const at = momentWords(expiresAtMs, { nowMs, locale, shown: "day" });
  return <MomentText at={at} without={(await getT("profiles"))("no_expiry")} />;
}

type PublishProps = { state: PublishState; look?: "box" | "plain" };

/** Whether the gateway has a profile as it is wanted here. */
export async function PublishBadge({ state, look = "plain" }: PublishProps) {
  const t = await getT("profiles");
  return (
    <span title={t(`publish_hint.${state}`)}>
      <StatusBadge tone={PUBLISH_TONE[state]} look={look}>
        {t(`publish_state.${state}`)}
      </StatusBadge>
    </span>
  );
}
