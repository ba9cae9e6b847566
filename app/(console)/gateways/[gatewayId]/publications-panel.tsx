import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { RowLink } from "#app/_ui/text.tsx";
import { publicationAddress } from "#app/(console)/gateways/address.ts";
import { PublicationBadge } from "#app/(console)/gateways/publication-badge.tsx";
import type { GatewayView } from "#lib/views/gateway-view.ts";

const RELOAD_TONE = { reloaded: "success", by_hand: "warn", failed: "danger" } as const;

/** What was published lately, also what never came to its end. */
export async function PublicationsPanel({ gateway }: { gateway: GatewayView }) {
  const t = await getT("gateway.publications");
  const locale = await getLocale();
  const { gatewayId, publications, asOfMs } = gateway;
  if (publications.length === 0) {
    return (
      <Panel title={t("title")}>
        <p className="text-fg-muted text-sm">{t("empty")}</p>
      </Panel>
    );
  }
  return (
    <Panel flush title={t("title")}>
      <DataTable
        caption={t("title")}
        rows={publications}
        rowKey={(row) => row.publicationId}
        columns={[
          {
            key: "at",
            header: t("column.at"),
            rowHeader: true,
            grow: true,
            cell: (row) => (
              <>
                <RowLink href={publicationAddress(gatewayId, row.publicationId)}>
                  <RelativeTime atMs={row.startedAtMs} nowMs={asOfMs} locale={locale} look="absolute" />
                </RowLink>
                <div className="text-fg-subtle text-xs">{t(`what.${row.kind}`, { who: row.startedBy })}</div>
              </>
            ),
          },
          {
            key: "changes",
            header: t("column.changes"),
            align: "right",
            cell: (row) => (row.state === "finished" ? row.changeCount : "–"),
          },
          {
            key: "reload",
            header: t("column.reload"),
            nowrap: true,
            cell: (row) =>
              row.reload ? (
                <StatusBadge look="plain" tone={RELOAD_TONE[row.reload]}>
                  {t(`reload.${row.reload}`)}
                </StatusBadge>
              ) : (
                "–"
              ),
          },
          {
            key: "state",
            header: t("column.state"),
            nowrap: true,
            cell: (row) => <PublicationBadge publication={row} look="plain" />,
          },
        ]}
      />
    </Panel>
  );
}
