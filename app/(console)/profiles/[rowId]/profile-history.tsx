import { getLocale, getT } from "#app/_server/i18n.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { EventName } from "#app/(console)/audit/event-name.tsx";
import type { ProfileView } from "#lib/views/profile-view.ts";

/** Who did what to a profile. */
export async function ProfileHistory({ profile }: { profile: ProfileView }) {
  const t = await getT("profile");
  const locale = await getLocale();
  return (
    <Panel
      title={t("history")}
      description={t("history_lead")}
      footer={<TextLink href="/audit">{t("history_all")}</TextLink>}
    >
      {profile.history.length === 0 && <p className="text-fg-muted">{t("history_empty")}</p>}
      <ol className="grid gap-2.5">
        {profile.history.map((row) => (
          <li key={row.id} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span>
              <span className="font-medium">
                <EventName event={row.event} />
              </span>{" "}
              <span className="text-fg-muted">{t("by", { who: row.actor })}</span>
            </span>
            <span className="text-fg-muted text-sm">
              <RelativeTime atMs={row.atMs} nowMs={profile.asOfMs} locale={locale} look="relative" />
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
