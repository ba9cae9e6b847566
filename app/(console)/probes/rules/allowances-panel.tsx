import { ShieldCheck } from "lucide-react";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { allowForProbesAction, withdrawFromProbesAction } from "#app/(console)/probes/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import type { ProbeRulesView } from "#lib/views/probe-rules-view.ts";

type Props = { view: ProbeRulesView; canManage: boolean };

/** Servers that are not a provider's own, and commands that hold secrets: what an admin opened to probes. */
export async function AllowancesPanel({ view, canManage }: Props) {
  const t = await getT("probes.rules");
  const locale = await getLocale();
  return (
    <Panel flush title={t("allowances")} description={t("allowances_lead")}>
      {canManage && (
        <div className="border-line border-b px-(--panel-x) py-(--panel-y)">
          <ActionForm action={allowForProbesAction} resetWhenDone done="toast">
            <div className="grid items-start gap-(--stack) sm:grid-cols-[12rem_1fr]">
              <Field name="kind" label={t("kind")} required>
                <Select
                  defaultValue="server"
                  options={[
                    { value: "server", label: t("kind_server") },
                    { value: "command", label: t("kind_command") },
                  ]}
                />
              </Field>
              <Field name="value" label={t("value")} required>
                <TextInput mono placeholder="127.0.0.1:11434" maxLength={4096} />
              </Field>
            </div>
            <YourProof />
            <div>
              <SubmitButton variant="secondary" pendingLabel={t("allowing")}>
                {t("allow")}
              </SubmitButton>
            </div>
          </ActionForm>
        </div>
      )}
      <DataTable
        caption={t("allowances")}
        rows={view.allowances}
        rowKey={(row) => row.id}
        empty={
          <EmptyState icon={<ShieldCheck />} heading="h3" title={t("allowances_empty_title")}>
            {t("allowances_empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "value",
            header: t("value"),
            rowHeader: true,
            grow: true,
            cell: ({ value }) => <Mono>{value}</Mono>,
          },
          {
            key: "kind",
            header: t("kind"),
            nowrap: true,
            cell: ({ kind }) => (kind === "server" ? t("kind_server") : t("kind_command")),
          },
          {
            key: "when",
            header: t("column.allowed"),
            nowrap: true,
            cell: (row) => (
              <>
                <RelativeTime atMs={row.createdAtMs} nowMs={view.asOfMs} locale={locale} look="relative" />
                <div className="text-fg-muted text-xs">{row.createdBy}</div>
              </>
            ),
          },
          {
            key: "withdraw",
            header: t("column.action"),
            hideHeader: true,
            cell: ({ id, value }) =>
              canManage && (
                <ConfirmDialog
                  trigger={t("withdraw")}
                  triggerVariant="danger-quiet"
                  triggerSize="sm"
                  title={t("withdraw_title", { value })}
                  action={withdrawFromProbesAction}
                  values={{ id }}
                  confirm={t("withdraw_confirm")}
                  pendingLabel={t("withdrawing")}
                >
                  <p>{t("withdraw_text")}</p>
                </ConfirmDialog>
              ),
          },
        ]}
      />
    </Panel>
  );
}
