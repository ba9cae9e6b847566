import { getLocale, getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import { MarkIcon } from "#app/_ui/timeline-mark.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { eventWords, hrefOf, lookOf } from "#app/(console)/timeline/event-words.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { TimelineEvent } from "#lib/domain/timeline.ts";

type Props = { rows: TimelineEvent[]; nowMs: number };

/** The same events as the drawing, in order of time, for those who read rather than look. */
export async function TimelineTable({ rows, nowMs }: Props) {
  const t = await getT("timeline");
  const locale = await getLocale();
  const words = await eventWords();
  const time = (atMs: number) => <RelativeTime atMs={atMs} nowMs={nowMs} locale={locale} look="stacked" />;
  return (
    <WideTable>
      <DataTable
        caption={t("caption")}
        rows={rows}
        rowKey={(row) =>
          `${row.kind} ${row.gatewayId} ${row.agentId} ${row.profileId} ${row.linkId} ${row.startMs} ${row.detail}`
        }
        columns={[
          {
            key: "what",
            header: t("column.what"),
            rowHeader: true,
            cell: (row) => (
              <span data-timeline-row={lookOf(row)} className="flex items-center gap-2 font-medium">
                <MarkIcon look={lookOf(row)} />
                {words.what(row)}
              </span>
            ),
          },
          {
            key: "whom",
            header: t("column.whom"),
            cell: (row) => (
              <RowLink href={hrefOf(row)}>
                {row.profileId === null ? row.gatewayName : <ProfileId id={row.profileId} />}
              </RowLink>
            ),
          },
          {
            key: "where",
            header: t("column.where"),
            cell: (row) => (
              <>
                <div>{row.gatewayName}</div>
                <div className="text-fg-subtle text-xs">
                  {row.agentId !== null && <Mono>{row.agentId}</Mono>}
                  {row.provider !== null && ` · ${providerName(row.provider)}`}
                </div>
              </>
            ),
          },
          { key: "when", header: t("column.when"), cell: (row) => time(row.startMs) },
          {
            key: "until",
            header: t("column.until"),
            cell: (row) => (row.endMs === null ? <span className="text-fg-subtle">–</span> : time(row.endMs)),
          },
          {
            key: "who",
            header: t("column.who"),
            cell: (row) => row.actor ?? <span className="text-fg-subtle">–</span>,
          },
        ]}
      />
    </WideTable>
  );
}
