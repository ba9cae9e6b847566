import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, ProfileId, RowLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import { providerName } from "#lib/domain/providers.ts";
import type { OrderIndexRow, OrderIndexView, OrderPublishState } from "#lib/views/order-index-view.ts";

const TONE: Record<OrderPublishState, Tone> = {
  none: "neutral",
  inherited: "neutral",
  published: "success",
  changed: "warn",
  unpublished: "warn",
  to_remove: "warn",
  on_gateway_only: "info",
};

type Props = { view: OrderIndexView; rows: OrderIndexRow[] };

/** The orders of one gateway, one a row, each with what OpenClaw tries first. */
export async function OrderTable({ view, rows }: Props) {
  const t = await getT("order");
  const basis = await getT("orderBasis");
  const locale = await getLocale();
  const hrefOf = ({ agentId, provider }: OrderIndexRow) =>
    orderHref({ gatewayId: view.gatewayId, agentId, provider });
  return (
    <WideTable>
      <DataTable
        caption={t("caption")}
        rows={rows}
        rowKey={(row) => `${row.agentId} ${row.provider}`}
        columns={[
          {
            key: "provider",
            header: t("column.provider"),
            rowHeader: true,
            cell: (row) => (
              <RowLink href={hrefOf(row)}>
                {providerName(row.provider)}
                <span className="sr-only"> {row.agentId}</span>
              </RowLink>
            ),
          },
          {
            key: "agent",
            header: t("column.agent"),
            nowrap: true,
            cell: (row) => <Mono>{row.agentId}</Mono>,
          },
          {
            key: "first",
            header: t("column.first"),
            cell: (row) =>
              row.first === null ? (
                <StatusBadge look="plain" tone="danger">
                  {t("nothing_first")}
                </StatusBadge>
              ) : (
                <ProfileId id={row.first} />
              ),
          },
          { key: "profiles", header: t("column.profiles"), align: "right", cell: (row) => row.profileCount },
          { key: "basis", header: t("column.basis"), cell: (row) => basis(row.basis) },
          {
            key: "published",
            header: t("column.published"),
            nowrap: true,
            cell: (row) => (
              <StatusBadge look="plain" tone={TONE[row.publishState]}>
                {t(`state.${row.publishState}`)}
              </StatusBadge>
            ),
          },
          {
            key: "changed",
            header: t("column.changed"),
            cell: (row) =>
              row.changedAtMs !== null && (
                <>
                  <RelativeTime atMs={row.changedAtMs} nowMs={view.asOfMs} locale={locale} look="relative" />
                  <div
                    title={row.changedBy ?? undefined}
                    className="max-w-36 truncate text-fg-subtle text-xs"
                  >
                    {row.changedBy}
                  </div>
                </>
              ),
          },
        ]}
      />
    </WideTable>
  );
}
