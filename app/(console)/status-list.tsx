import { getLocale, getT } from "#app/_server/i18n.ts";
import { WideTable } from "#app/_ui/wide-table.tsx";
import { statusLine } from "#app/(console)/status-lines.ts";
import { StatusTable } from "#app/(console)/status-table.client.tsx";
import type { Role } from "#lib/domain/role.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

type Props = { rows: StatusRow[]; nowMs: number; role: Role; showGateway: boolean };

/** A row for each agent and provider, with cause and next step. */
export async function StatusList({ rows, ...props }: Props) {
  const t = await getT("status");
  const reader = { ...props, locale: await getLocale() };
  return (
    <WideTable>
      <StatusTable
        lines={rows.map((row) => statusLine(row, reader))}
        words={{
          caption: t("list_caption"),
          provider: t("column.provider"),
          agent: t("column.agent"),
          state: t("column.state"),
          effective: t("column.effective"),
          expiry: t("column.expiry"),
          used: t("column.used"),
          step: t("column.step"),
          nothingUsed: t("nothing_used"),
          neverUsed: t("never_used"),
          noExpiry: (await getT("profiles"))("no_expiry"),
        }}
      />
    </WideTable>
  );
}
