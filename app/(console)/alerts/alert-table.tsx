import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { pathOf } from "#app/(console)/address.ts";
import { muteAlertAction } from "#app/(console)/alerts/actions.ts";
import { EventTitle, SeverityBadge } from "#app/(console)/alerts/alert-words.tsx";
import { cellAddress } from "#app/(console)/status-address.ts";
import { providerName } from "#lib/domain/providers.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { AlertItem, AlertsView } from "#lib/views/alerts-view.ts";

/** Hours that an alert can be muted for. */
const MUTE_HOURS = [1, 8, 24, 7 * 24] as const;

type Props = { view: AlertsView; role: Role };

/** What is wrong now, the most pressing first. */
export async function AlertTable({ view, role }: Props) {
  const t = await getT("alerts.now");
  const locale = await getLocale();
  const when = (atMs: number | null) =>
    atMs === null ? "–" : <RelativeTime atMs={atMs} nowMs={view.asOfMs} locale={locale} look="relative" />;
  return (
    <Panel flush title={t("count", { count: view.page.found })}>
      <DataTable
        caption={t("caption")}
        rows={view.page.rows}
        rowKey={({ key }) => key}
        isDimmed={({ mutedUntilMs }) => mutedUntilMs !== null}
        columns={[
          {
            key: "what",
            header: t("column.what"),
            rowHeader: true,
            grow: true,
            cell: (row) => (
              <>
                <span className="font-medium [overflow-wrap:anywhere]">
                  <EventTitle event={{ ...row, what: "opened" }} />
                </span>
                {row.absentSinceMs !== null && <div className="text-fg-muted text-xs">{t("settling")}</div>}
                {row.mutedUntilMs !== null && (
                  <div className="text-fg-muted text-xs">
                    {t("muted_until", { when: formatDateTime(row.mutedUntilMs, locale) })}
                  </div>
                )}
              </>
            ),
          },
          {
            key: "severity",
            header: t("column.severity"),
            nowrap: true,
            cell: ({ severity }) => <SeverityBadge severity={severity} />,
          },
          { key: "where", header: t("column.where"), cell: (row) => <Place alert={row} /> },
          {
            key: "since",
            header: t("column.since"),
            nowrap: true,
            cell: (row) => when(row.sinceMs ?? row.openedAtMs),
          },
          { key: "until", header: t("column.until"), nowrap: true, cell: (row) => when(row.untilMs) },
          {
            key: "mute",
            header: t("column.action"),
            hideHeader: true,
            cell: (row) => roleAllows(role, "alert:handle") && <Mute alert={row} />,
          },
        ]}
      />
    </Panel>
  );
}

/** The status of the agent's provider, or the gateway when that is all there is. */
function Place({ alert }: { alert: AlertItem }) {
  const { gatewayId, gatewayName, agentId, provider } = alert;
  if (agentId === null || provider === null) {
    return <TextLink href={`/gateways${pathOf(gatewayId)}`}>{gatewayName}</TextLink>;
  }
  return (
    <div className="min-w-36 [overflow-wrap:anywhere]">
      <TextLink href={cellAddress({ gatewayId, agentId, provider })}>{gatewayName}</TextLink>
      <div className="text-fg-muted text-xs">{[agentId, providerName(provider)].join(" · ")}</div>
    </div>
  );
}

/** How long not to hear of it; or, when it is muted, an end to that. */
async function Mute({ alert }: { alert: AlertItem }) {
  const t = await getT("alerts.now.mute");
  if (alert.mutedUntilMs !== null) {
    return (
      <ActionForm action={muteAlertAction} done="toast">
        <input type="hidden" name="key" value={alert.key} />
        <SubmitButton variant="ghost" size="sm" name="hours" value="0" pendingLabel={t("ending")}>
          {t("end")}
        </SubmitButton>
      </ActionForm>
    );
  }
  return (
    <ConfirmDialog
      trigger={t("trigger")}
      triggerVariant="ghost"
      triggerSize="sm"
      title={t("title")}
      action={muteAlertAction}
      values={{ key: alert.key }}
      confirm={t("submit")}
      pendingLabel={t("pending")}
      tone="primary"
    >
      <p>{t("text")}</p>
      <Field name="hours" label={t("for")} required>
        <Select
          defaultValue="24"
          options={MUTE_HOURS.map((hours) => ({
            value: String(hours),
            label: hours < 24 ? t("hours", { hours }) : t("days", { days: hours / 24 }),
          }))}
        />
      </Field>
    </ConfirmDialog>
  );
}
