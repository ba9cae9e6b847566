import { getLocale, getT } from "#app/_server/i18n.ts";
import { momentWords } from "#app/_ui/moment.ts";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { eventWords, hrefOf, lookOf } from "#app/(console)/timeline/event-words.ts";
import { type TimelineLine, TimelineRows } from "#app/(console)/timeline/timeline-rows.client.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { TimelineEvent } from "#lib/domain/timeline.ts";

type Props = { rows: TimelineEvent[]; nowMs: number };

/** The same events as the drawing, in order of time, for those who read rather than look. */
export async function TimelineTable({ rows, nowMs }: Props) {
  const t = await getT("timeline");
  const { what } = await eventWords();
  const time = { nowMs, locale: await getLocale(), shown: "minute" } as const;
  const lineOf = (row: TimelineEvent): TimelineLine => ({
    look: lookOf(row),
    what: what(row),
    href: hrefOf(row),
    profileId: row.profileId,
    gateway: row.gatewayName,
    agentId: row.agentId,
    provider: row.provider === null ? null : providerName(row.provider),
    from: momentWords(row.startMs, time),
    until: momentWords(row.endMs, time),
    who: row.actor,
  });
  return (
    <WideTable>
      <TimelineRows
        lines={rows.map(lineOf)}
        words={{
          caption: t("caption"),
          what: t("column.what"),
          whom: t("column.whom"),
          where: t("column.where"),
          when: t("column.when"),
          until: t("column.until"),
          who: t("column.who"),
        }}
      />
    </WideTable>
  );
}
