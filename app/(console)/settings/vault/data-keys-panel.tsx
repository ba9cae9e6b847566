import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import type { DataKeyItem, VaultView } from "#lib/views/vault-view.ts";

const TONES = { fresh: "success", worn: "warn", spent: "danger" } as const;

/** The keys in the database, each wrapped under the keyring, and how much each of them has sealed. */
export async function DataKeysPanel({ view: { dataKeys, sealsMax, asOfMs } }: { view: VaultView }) {
  const t = await getT("vault_page.data_keys");
  const locale = await getLocale();
  return (
    <Panel flush title={t("title")} description={t("lead", { max: sealsMax })}>
      <DataTable
        caption={t("title")}
        rows={dataKeys}
        rowKey={({ id }) => id}
        isDimmed={({ isInUse }) => !isInUse}
        columns={[
          {
            key: "id",
            header: t("column.id"),
            rowHeader: true,
            nowrap: true,
            cell: ({ id }) => <Mono>{id}</Mono>,
          },
          { key: "purpose", header: t("column.purpose"), grow: true, cell: (row) => purposeText(t, row) },
          {
            key: "made",
            header: t("column.made"),
            nowrap: true,
            cell: ({ createdAtMs }) => (
              <RelativeTime atMs={createdAtMs} nowMs={asOfMs} locale={locale} look="relative" />
            ),
          },
          {
            key: "seals",
            header: t("column.seals"),
            nowrap: true,
            align: "right",
            cell: ({ purpose, seals }) => (purpose === "seal" ? t("seals", { count: seals }) : "–"),
          },
          {
            key: "wear",
            header: t("column.wear"),
            nowrap: true,
            cell: ({ purpose, wear }) =>
              purpose === "seal" ? (
                <StatusBadge tone={TONES[wear]} look="plain">
                  {t(`wear.${wear}`)}
                </StatusBadge>
              ) : (
                "–"
              ),
          },
        ]}
      />
    </Panel>
  );
}

function purposeText(
  t: Awaited<ReturnType<typeof getT<"vault_page.data_keys">>>,
  { purpose, isInUse }: DataKeyItem,
): string {
  return t(isInUse ? `purpose.${purpose}` : "purpose.old");
}
