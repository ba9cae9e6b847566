import { getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { ProfileId, TextLink } from "#app/_ui/text.tsx";
import { ProbeReason } from "#app/(console)/probes/probe-reason.tsx";
import { ProbeBadge } from "#app/(console)/probes/sweep-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { ProbeItem } from "#lib/views/probes-view.ts";

/** Every credential of a sweep: results first, then those whose turn has not come. */
export async function ProbeTable({ probes, isRunning }: { probes: ProbeItem[]; isRunning: boolean }) {
  const t = await getT("probes");
  return (
    <Panel flush>
      <DataTable
        caption={t("results")}
        rows={probes}
        rowKey={(row) => row.id}
        isDimmed={({ status }) => status === null || status === "skipped"}
        columns={[
          {
            key: "credential",
            header: t("column.credential"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => <Credential probe={row} />,
          },
          {
            key: "where",
            header: t("column.where"),
            cell: ({ gatewayName, agentId }) => (
              <span className="[overflow-wrap:anywhere]">{`${gatewayName} · ${agentId}`}</span>
            ),
          },
          {
            key: "status",
            header: t("column.status"),
            nowrap: true,
            cell: ({ status }) =>
              status ? (
                <ProbeBadge status={status} />
              ) : (
                <span className="text-fg-subtle">{isRunning ? t("waits") : t("not_asked")}</span>
              ),
          },
          {
            key: "reason",
            header: t("column.reason"),
            grow: true,
            cell: (row) => <ProbeReason probe={row} />,
          },
          {
            key: "latency",
            header: t("column.latency"),
            align: "right",
            nowrap: true,
            cell: ({ latencyMs }) => (latencyMs === null ? null : t("ms", { ms: latencyMs })),
          },
        ]}
      />
    </Panel>
  );
}

async function Credential({ probe }: { probe: ProbeItem }) {
  const t = await getT("probes");
  const { profileId, rowId, provider, source } = probe;
  const id = profileId !== null && <ProfileId id={profileId} />;
  return (
    <>
      {rowId !== null && id ? <TextLink href={`/profiles/${encodeURIComponent(rowId)}`}>{id}</TextLink> : id}
      {source === "env" && t("source.env")}
      {source === "models.json" && t("source.config")}
      <div className="text-fg-muted text-xs">{providerName(provider)}</div>
    </>
  );
}
