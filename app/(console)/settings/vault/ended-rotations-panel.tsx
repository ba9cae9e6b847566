import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import type { RotationItem, VaultView } from "#lib/views/vault-view.ts";

/** What came of the last rotations. */
export async function EndedRotationsPanel({ view: { ended, asOfMs } }: { view: VaultView }) {
  const t = await getT("vault_page.ended");
  const locale = await getLocale();
  return (
    <Panel flush title={t("title")}>
      <DataTable
        caption={t("title")}
        rows={ended}
        rowKey={({ id }) => id}
        columns={[
          {
            key: "kind",
            header: t("column.kind"),
            rowHeader: true,
            nowrap: true,
            cell: ({ kind }) => t(`kind.${kind}`),
          },
          { key: "result", header: t("column.result"), grow: true, cell: (row) => <Result rotation={row} /> },
          { key: "who", header: t("column.who"), cell: ({ startedBy }) => startedBy },
          {
            key: "ended",
            header: t("column.ended"),
            nowrap: true,
            cell: ({ finishedAtMs }) => (
              <RelativeTime
                atMs={finishedAtMs ?? Number.NaN}
                nowMs={asOfMs}
                locale={locale}
                look="relative"
              />
            ),
          },
        ]}
      />
    </Panel>
  );
}

async function Result({ rotation: { kind, state, done, total, unreadable } }: { rotation: RotationItem }) {
  const t = await getT("vault_page.ended");
  if (state === "cancelled")
    return <StatusBadge tone="neutral">{t("cancelled", { done, total })}</StatusBadge>;
  return (
    <>
      <StatusBadge tone={unreadable > 0 ? "warn" : "success"}>{t(`done_${kind}`, { done })}</StatusBadge>
      {unreadable > 0 && (
        <p className="mt-1 max-w-prose text-fg-muted text-xs">{t("unreadable", { count: unreadable })}</p>
      )}
    </>
  );
}
