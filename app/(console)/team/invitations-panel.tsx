import { getLocale, getT } from "#app/_server/i18n.ts";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { revokeInvitationAction } from "#app/(console)/team/actions.ts";
import type { TeamView } from "#lib/views/team-view.ts";

/** Links that still work. A link itself is nowhere here: it was shown when it was made. */
export async function InvitationsPanel({ view }: { view: TeamView }) {
  const t = await getT("team");
  const role = await getT("shell.role");
  const locale = await getLocale();
  return (
    <Panel flush title={t("invitations")}>
      <DataTable
        caption={t("invitations")}
        rows={view.invitations}
        rowKey={(row) => row.id}
        columns={[
          { key: "email", header: t("column.email"), rowHeader: true, grow: true, cell: (row) => row.email },
          { key: "role", header: t("column.role"), nowrap: true, cell: (row) => role(row.role) },
          {
            key: "until",
            header: t("column.until"),
            nowrap: true,
            cell: (row) => (
              <RelativeTime atMs={row.expiresAtMs} nowMs={view.asOfMs} locale={locale} look="relative" />
            ),
          },
          {
            key: "revoke",
            header: t("column.actions"),
            hideHeader: true,
            cell: (row) => (
              <ConfirmDialog
                trigger={t("deed.revoke.trigger")}
                triggerVariant="danger-quiet"
                triggerSize="sm"
                title={t("deed.revoke.title", { name: row.email })}
                action={revokeInvitationAction}
                values={{ id: row.id }}
                confirm={t("deed.revoke.confirm")}
                pendingLabel={t("working")}
              >
                <p>{t("deed.revoke.text")}</p>
              </ConfirmDialog>
            ),
          },
        ]}
      />
    </Panel>
  );
}
