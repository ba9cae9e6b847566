import { getLocale, getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { endOwnSessionAction } from "#app/(console)/team/actions.ts";
import type { SessionItem } from "#lib/views/team-view.ts";

/** Where the person who looks is signed in. */
export async function OwnSessionsPanel({ sessions, nowMs }: { sessions: SessionItem[]; nowMs: number }) {
  const t = await getT("team");
  const locale = await getLocale();
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={nowMs} locale={locale} look="relative" />;
  return (
    <Panel flush title={t("own_sessions")}>
      <DataTable
        caption={t("own_sessions")}
        rows={sessions}
        rowKey={(row) => row.id}
        columns={[
          {
            key: "device",
            header: t("column.device"),
            rowHeader: true,
            grow: true,
            cell: ({ device, isThis }) => (
              <>
                {t("device", { browser: device.browser ?? "none", system: device.system ?? "none" })}
                {isThis && <div className="text-fg-muted text-xs">{t("this_session")}</div>}
              </>
            ),
          },
          { key: "address", header: t("column.address"), cell: ({ address }) => address ?? t("no_address") },
          { key: "used", header: t("column.used"), nowrap: true, cell: (row) => when(row.lastUsedAtMs) },
          { key: "created", header: t("column.created"), nowrap: true, cell: (row) => when(row.createdAtMs) },
          {
            key: "end",
            header: t("column.actions"),
            hideHeader: true,
            cell: ({ id, isThis }) =>
              isThis ? null : (
                <ConfirmDialog
                  trigger={t("deed.end.trigger")}
                  triggerVariant="danger-quiet"
                  triggerSize="sm"
                  title={t("deed.end.title")}
                  action={endOwnSessionAction}
                  values={{ id }}
                  confirm={t("deed.end.confirm")}
                  pendingLabel={t("working")}
                >
                  <p>{t("deed.end.text")}</p>
                </ConfirmDialog>
              ),
          },
        ]}
      />
    </Panel>
  );
}
