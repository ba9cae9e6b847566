import { MonitorOff } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { Button } from "#app/_ui/button.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { endSessionAction } from "#app/(console)/team/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import type { PersonItem } from "#lib/views/team-view.ts";

/** Where a person is signed in. Who ends another's session proves that it is them. */
export async function SessionsPanel({ person, nowMs }: { person: PersonItem; nowMs: number }) {
  const t = await getT("team");
  const title = person.isSelf ? t("own_sessions") : t("sessions_of", { name: person.name });
  const locale = await getLocale();
  const when = (atMs: number) => <RelativeTime atMs={atMs} nowMs={nowMs} locale={locale} look="relative" />;
  return (
    <Panel flush title={title} actions={person.isSelf ? <SignOutEverywhere /> : undefined}>
      <DataTable
        caption={title}
        rows={person.sessions}
        empty={
          <EmptyState icon={<MonitorOff />} heading="h3" title={t("not_signed_in")}>
            {t("sessions_none")}
          </EmptyState>
        }
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
                  action={endSessionAction}
                  values={{ userId: person.id, id }}
                  confirm={t("deed.end.confirm")}
                  pendingLabel={t("working")}
                >
                  <p>{t("deed.end.text")}</p>
                  {!person.isSelf && <YourProof />}
                </ConfirmDialog>
              ),
          },
        ]}
      />
    </Panel>
  );
}

/** A form of its own and no action, as signing out is one: the browser leaves its document. */
async function SignOutEverywhere() {
  const t = await getT("team");
  return (
    <form action="/sign-out" method="post">
      <input type="hidden" name="everywhere" value="yes" />
      <Button type="submit" variant="danger-quiet" size="sm">
        {t("sign_out_everywhere")}
      </Button>
    </form>
  );
}
