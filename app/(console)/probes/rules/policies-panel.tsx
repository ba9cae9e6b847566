import { KeyRound } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { ProbePolicyItem } from "#lib/views/probe-rules-view.ts";

type Props = { policies: ProbePolicyItem[]; canManage: boolean };

/** Per provider: what probes may cost in a day, what they did cost today, and how often they come by themselves. */
export async function PoliciesPanel({ policies, canManage }: Props) {
  const t = await getT("probes.rules");
  return (
    <Panel flush title={t("policies")} description={t("policies_lead")}>
      <DataTable
        caption={t("policies")}
        rows={policies}
        rowKey={(row) => row.provider}
        empty={
          <EmptyState icon={<KeyRound />} heading="h3" title={t("policies_empty_title")}>
            {t("policies_empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "provider",
            header: t("column.provider"),
            rowHeader: true,
            grow: true,
            cell: ({ provider }) => <span className="font-medium">{providerName(provider)}</span>,
          },
          {
            key: "paid",
            header: t("column.paid"),
            nowrap: true,
            cell: (row) =>
              row.paidRequestsPerDay === 0
                ? t("free_only")
                : t("budget", { requests: row.paidRequestsPerDay, cents: row.paidCentsPerDay }),
          },
          {
            key: "today",
            header: t("column.today"),
            nowrap: true,
            cell: (row) =>
              row.spentRequests === 0
                ? t("nothing_spent")
                : t("spent", { requests: row.spentRequests, cents: row.spentCents.toFixed(2) }),
          },
          {
            key: "schedule",
            header: t("column.schedule"),
            nowrap: true,
            cell: ({ intervalMinutes }) =>
              intervalMinutes === null ? t("by_hand") : t("every", { minutes: intervalMinutes }),
          },
          {
            key: "edit",
            header: t("column.action"),
            hideHeader: true,
            cell: ({ provider }) =>
              canManage && (
                <LinkButton size="sm" prefetch={false} href={`/probes/rules/${encodeURIComponent(provider)}`}>
                  {t("change")}
                </LinkButton>
              ),
          },
        ]}
      />
    </Panel>
  );
}
