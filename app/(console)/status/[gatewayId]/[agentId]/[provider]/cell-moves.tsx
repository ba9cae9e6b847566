import { getLocale, getT } from "#app/_server/i18n.ts";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { ProfileId } from "#app/_ui/text.tsx";
import type { Move } from "#lib/views/failover-view.ts";

/** How the agent came to the profile it uses: from which, since when and why. Nothing when it never changed. */
export async function CellMoves({ moves, nowMs }: { moves: readonly Move[]; nowMs: number }) {
  const t = await getT("moves");
  const locale = await getLocale();
  if (moves.length === 0) return null;
  return (
    <Panel title={t("title")} description={t("lead")}>
      <ul className="flex flex-col gap-2">
        {moves.slice(0, SHOWN).map(({ profileId, previousProfileId, why, sinceMs }) => (
          <li key={`${sinceMs} ${profileId}`}>
            <ProfileId id={previousProfileId} /> <span aria-hidden="true">→</span>
            <span className="sr-only"> {t("to")} </span> <ProfileId id={profileId} />
            <p className="text-fg-muted">
              {t(`why.${why}`)} · <RelativeTime atMs={sinceMs} nowMs={nowMs} locale={locale} />
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** As many as one reads. */
const SHOWN = 5;
