import { momentWords } from "#app/_ui/moment.ts";
import type { ProfileLine } from "#app/(console)/profiles/profile-rows.client.tsx";
import { profileStatus, statusWords } from "#app/(console)/profiles/profile-status.tsx";
import { PUBLISH_TONE, STATUS_TONE } from "#app/(console)/profiles/profile-tones.ts";
import { maskTail } from "#lib/domain/mask.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

/** Eight of its sixteen characters tell any two secrets of one list apart. */
const FINGERPRINT_SHOWN = 8;

type Reader = { locale: Locale; nowMs: number; showGateway: boolean };

export function profileLine(profile: ProfileListItem, { showGateway, locale, nowMs }: Reader): ProfileLine {
  const { source, ref, profileId, email, publishState } = profile;
  const t = translator(locale, "profiles");
  const status = profileStatus(profile, nowMs);
  const isOurs = source === "vault";
  return {
    href: `/profiles/${encodeURIComponent(profile.rowId)}`,
    profileId,
    label: profile.label,
    email: email && !profileId.includes(email) ? email : null,
    agentId: profile.agentId,
    gateway: showGateway ? profile.gatewayName : null,
    provider: providerName(profile.provider),
    type: profile.type,
    source: t(`source.${source}`),
    tail: isOurs ? maskTail(profile.tail) : null,
    fingerprint: isOurs ? (profile.fingerprint?.slice(0, FINGERPRINT_SHOWN) ?? null) : null,
    ref: source === "ref" && ref ? refText(ref) : null,
    status: { tone: STATUS_TONE[status], words: statusWords(locale, status) },
    ends: momentWords(profile.expiresAtMs, { locale, nowMs, shown: "day" }),
    published: {
      tone: PUBLISH_TONE[publishState],
      words: t(`publish_state.${publishState}`),
      hint: t(`publish_hint.${publishState}`),
    },
    isRemoved: publishState === "to_remove",
    changed: momentWords(profile.changedAtMs, { locale, nowMs }),
    changedBy: t("changed_by", { who: profile.changedBy }),
  };
}

/** A SecretRef in one line: `env:default:OPENAI_API_KEY`. */
export function refText({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id}`;
}
