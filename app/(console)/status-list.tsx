import { getLocale, getT } from "#app/_server/i18n.ts";
import { DataTable } from "#app/_ui/data-table.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono, RowLink } from "#app/_ui/text.tsx";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { ExpiryText } from "#app/(console)/profiles/profile-status.tsx";
import { cellAddress } from "#app/(console)/status-address.ts";
import { Beside, EffectiveText } from "#app/(console)/status-matrix.tsx";
import { StepAction } from "#app/(console)/status-step.tsx";
import { CauseText, StateBadge } from "#app/(console)/status-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { Role } from "#lib/domain/role.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

type Props = { rows: StatusRow[]; nowMs: number; role: Role; showGateway: boolean };

/** A row for each agent and provider, with cause and next step. */
export async function StatusList({ rows, nowMs, role, showGateway }: Props) {
  const t = await getT("status");
  const locale = await getLocale();
  return (
    <WideTable>
      <DataTable
        caption={t("list_caption")}
        rows={rows}
        rowKey={(row) => `${row.gatewayId} ${row.agentId} ${row.provider}`}
        columns={[
          {
            key: "provider",
            header: t("column.provider"),
            rowHeader: true,
            cell: (row) => <RowLink href={cellAddress(row)}>{providerName(row.provider)}</RowLink>,
          },
          {
            key: "agent",
            header: t("column.agent"),
            nowrap: true,
            cell: (row) => (
              <>
                <Mono>{row.agentId}</Mono>
                {showGateway && <span className="block text-fg-muted text-xs">{row.gatewayName}</span>}
              </>
            ),
          },
          {
            key: "state",
            header: t("column.state"),
            cell: (row) => (
              <>
                <StateBadge state={row.state} />
                {row.state !== "healthy" && (
                  <span className="block text-fg-muted text-xs">
                    <CauseText cause={row.cause} window={row.window} nowMs={nowMs} />
                  </span>
                )}
                <Beside row={row} also={row.also} />
              </>
            ),
          },
          { key: "effective", header: t("column.effective"), cell: (row) => <EffectiveText row={row} /> },
          {
            key: "expiry",
            header: t("column.expiry"),
            cell: (row) => (row.type === null ? <None /> : <ExpiryText profile={row} nowMs={nowMs} />),
          },
          {
            key: "used",
            header: t("column.used"),
            nowrap: true,
            cell: (row) =>
              row.type === null ? (
                <None />
              ) : row.lastUsedMs === null ? (
                <span className="text-fg-subtle">{t("never_used")}</span>
              ) : (
                <RelativeTime atMs={row.lastUsedMs} nowMs={nowMs} locale={locale} look="relative" />
              ),
          },
          {
            key: "step",
            header: t("column.step"),
            cell: (row) => <StepAction step={row.step} place={row} role={role} />,
          },
        ]}
      />
    </WideTable>
  );
}

/** What has no credential has no expiry and no use either. */
function None() {
  return <span className="text-fg-subtle">–</span>;
}
