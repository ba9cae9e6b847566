import { type MomentWords, momentWords } from "#app/_ui/moment.ts";
import { profileStatus } from "#app/(console)/profiles/profile-status.tsx";
import type { ProfileStatus } from "#app/(console)/profiles/profile-tones.ts";
import { maskTail } from "#lib/domain/mask.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type Locale, translator } from "#lib/messages.ts";
import type { ProfileListItem } from "#lib/views/profiles-view.ts";

/** Eight of its sixteen characters tell any two secrets of one list apart. */
const FINGERPRINT_SHOWN = 8;

/** A row of the list: texts and addresses, nothing to work out. What is said often stands in the table's words. */
export type ProfileLine = {
  href: string;
  profileId: string;
  label: string | null;
  /** Null also where the id says it. */
  email: string | null;
  agentId: string;
  gateway: string | null;
  provider: string;
  type: ProfileListItem["type"];
  source: ProfileListItem["source"];
  tail: string | null;
  fingerprint: string | null;
  ref: string | null;
  status: ProfileStatus;
  ends: MomentWords | null;
  published: ProfileListItem["publishState"];
  changed: MomentWords | null;
  changedBy: string;
};

type Reader = { locale: Locale; nowMs: number; showGateway: boolean };

export function profileLine(profile: ProfileListItem, { showGateway, locale, nowMs }: Reader): ProfileLine {
  const { source, ref, profileId, email } = profile;
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
    source,
    tail: isOurs ? maskTail(profile.tail) : null,
    fingerprint: isOurs ? (profile.fingerprint?.slice(0, FINGERPRINT_SHOWN) ?? null) : null,
    ref: source === "ref" && ref ? refText(ref) : null,
    status: profileStatus(profile, nowMs),
    ends: momentWords(profile.expiresAtMs, { locale, nowMs, shown: "day" }),
    published: profile.publishState,
    changed: momentWords(profile.changedAtMs, { locale, nowMs }),
    changedBy: translator(locale, "profiles")("changed_by", { who: profile.changedBy }),
  };
}

/** A SecretRef in one line: `env:default:OPENAI_API_KEY`. */
export function refText({ source, provider, id }: SecretRef): string {
  return `${source}:${provider}:${id}`;
}
