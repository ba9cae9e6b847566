import { getT } from "#app/_server/i18n.ts";
import { Badge, StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { Mono, TextLink } from "#app/_ui/text.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import { addressOf } from "#app/(console)/address.ts";
import { FilePath } from "#app/(console)/gateways/file-path.tsx";
import type { GatewayAgentRow, GatewayView } from "#lib/views/gateway-view.ts";

const STORE_TONE: Record<GatewayAgentRow["status"], Tone> = {
  ok: "success",
  absent: "neutral",
  malformed: "danger",
  unreadable: "danger",
};

/** The agents of a gateway with their folders, what their stores hold and what is held for them here. */
export async function AgentsPanel({ gateway }: { gateway: GatewayView }) {
  const t = await getT("gateway.agents");
  const profilesOf = (agentId: string) =>
    addressOf("/profiles", { gateway: gateway.gatewayId, agent: agentId });
  const isElsewhere = gateway.storage === "sqlite";
  return (
    <Panel flush title={t("title")} description={isElsewhere ? gateway.asked && t("asked") : t("lead")}>
      <DataTable
        caption={t("title")}
        rows={gateway.agents}
        rowKey={(row) => row.agentId}
        columns={[
          {
            key: "agent",
            header: t("column.agent"),
            rowHeader: true,
            grow: true,
            cell: (row) => (
              <>
                <div className="flex flex-wrap items-center gap-2">
                  <span className="font-medium">
                    <Mono>{row.agentId}</Mono>
                  </span>
                  {row.name && row.name !== row.agentId && <span className="text-fg-muted">{row.name}</span>}
                  {row.isDefault && <Badge tone="info">{t("default")}</Badge>}
                  {row.origin === "folder" && <Badge>{t("folder_only")}</Badge>}
                </div>
                <div className="text-xs">
                  {row.agentDir ? (
                    <FilePath stateDir={gateway.host?.stateDir ?? gateway.stateDir} path={row.agentDir} />
                  ) : (
                    <span className="text-fg-muted">{t("dir_unknown")}</span>
                  )}
                </div>
              </>
            ),
          },
          {
            key: "store",
            header: t("column.store"),
            nowrap: true,
            cell: (row) =>
              isElsewhere ? (
                t("store.sqlite")
              ) : (
                <>
                  <StatusBadge look="plain" tone={STORE_TONE[row.status]}>
                    {t(`store.${row.status}`)}
                  </StatusBadge>
                  {row.inheritsFromMain && <div className="text-fg-muted text-xs">{t("inherits")}</div>}
                </>
              ),
          },
          {
            key: "gateway",
            header: t("column.on_gateway"),
            align: "right",
            cell: (row) =>
              (isElsewhere && gateway.asked === null ? null : row.onGateway) ?? (
                <span className="text-fg-subtle">{t("unknown")}</span>
              ),
          },
          {
            key: "here",
            header: t("column.here"),
            align: "right",
            cell: (row) =>
              row.here === 0 ? 0 : <TextLink href={profilesOf(row.agentId)}>{row.here}</TextLink>,
          },
        ]}
      />
    </Panel>
  );
}
