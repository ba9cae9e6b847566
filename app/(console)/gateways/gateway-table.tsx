import { getLocale, getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, RowLink, TextLink } from "#app/_ui/text.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { gatewayAddress, publicationAddress } from "#app/(console)/gateways/address.ts";
import { GatewayStatusBadge } from "#app/(console)/gateways/gateway-status.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import type { GatewayListItem } from "#lib/views/gateways-view.ts";

type Props = { gateways: GatewayListItem[]; nowMs: number };

export async function GatewayTable({ gateways, nowMs }: Props) {
  const t = await getT("gateways");
  const locale = await getLocale();
  const unknown = <span className="text-fg-subtle">{t("unknown")}</span>;
  return (
    <DataTable
      caption={t("caption")}
      rows={gateways}
      rowKey={(row) => row.gatewayId}
      columns={[
        {
          key: "name",
          header: t("column.name"),
          rowHeader: true,
          grow: true,
          cell: (row) => (
            <>
              <RowLink href={gatewayAddress(row.gatewayId)}>{row.name}</RowLink>{" "}
              <DemoBadge isDemo={isDemoStateDir(row.stateDir)} />
              <div className="text-xs">
                <Mono muted>{row.stateDir}</Mono>
              </div>
            </>
          ),
        },
        {
          key: "status",
          header: t("column.status"),
          nowrap: true,
          cell: (row) => <GatewayStatusBadge gateway={row} look="plain" />,
        },
        {
          key: "release",
          header: t("column.release"),
          nowrap: true,
          cell: (row) => (row.agentCount === null ? unknown : t(`release.${row.storage}`)),
        },
        {
          key: "agents",
          header: t("column.agents"),
          align: "right",
          cell: (row) => row.agentCount ?? unknown,
        },
        {
          key: "profiles",
          header: t("column.profiles"),
          align: "right",
          cell: (row) =>
            row.profileCount === 0 ? (
              0
            ) : (
              <TextLink href={addressOf("/profiles", { gateway: row.gatewayId })}>
                {row.profileCount}
              </TextLink>
            ),
        },
        {
          key: "unpublished",
          header: t("column.unpublished"),
          align: "right",
          cell: (row) =>
            row.unpublished === 0 ? (
              0
            ) : (
              <TextLink href={gatewayAddress(row.gatewayId, "publish")}>{row.unpublished}</TextLink>
            ),
        },
        {
          key: "drift",
          header: t("column.drift"),
          align: "right",
          cell: (row) => row.driftCount ?? unknown,
        },
        {
          key: "published",
          header: t("column.published"),
          nowrap: true,
          cell: ({ gatewayId, lastPublication: last }) =>
            last ? (
              <TextLink href={publicationAddress(gatewayId, last.publicationId)}>
                <RelativeTime atMs={last.startedAtMs} nowMs={nowMs} locale={locale} look="relative" />
              </TextLink>
            ) : (
              <span className="text-fg-subtle">{t("never")}</span>
            ),
        },
      ]}
    />
  );
}
