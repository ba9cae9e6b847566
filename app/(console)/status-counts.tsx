import { getCount, getT } from "#app/_server/i18n.ts";
import { Stat, StatRow } from "#app/_ui/stat.tsx";
import { statusAddress } from "#app/(console)/status-address.ts";
import { STATE_TONE } from "#app/(console)/status-state.tsx";
import { STATUS_FILTERS } from "#lib/views/status-search.ts";
import type { StatusView } from "#lib/views/status-view.ts";

/** How much is in each state, over everything; each figure leads to what it counts. */
export async function StatusCounts({ view }: { view: Pick<StatusView, "counts" | "total"> }) {
  const t = await getT("status");
  const count = await getCount();
  return (
    <section aria-label={t("counts")}>
      <StatRow>
        {STATUS_FILTERS.map((state) => (
          <Stat
            key={state}
            label={t(`state.${state}`)}
            value={count(view.counts[state])}
            tone={view.counts[state] > 0 ? STATE_TONE[state] : "neutral"}
            detail={t(`state_detail.${state}`, { total: view.total })}
            href={statusAddress({ state })}
          />
        ))}
      </StatRow>
    </section>
  );
}
