import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { setAlertRulesAction } from "#app/(console)/alerts/actions.ts";
import { AlertTabs } from "#app/(console)/alerts/alert-tabs.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { type AlertRulesView, alertRulesView } from "#lib/views/alerts-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("alerts.rules"))("title") };
}

export default async function AlertRulesPage() {
  const ctx = await operatorContext();
  const t = await getT("alerts.rules");
  const rules = alertRulesView(ctx);
  const canManage = roleAllows(ctx.actor.role, "alert:manage");
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <AlertTabs />
      <div className="max-w-2xl">
        <Stack>
          {!canManage && <Callout>{t("not_allowed")}</Callout>}
          <Panel>{canManage ? <RulesForm rules={rules} /> : <RulesFacts rules={rules} />}</Panel>
        </Stack>
      </div>
    </>
  );
}

async function RulesForm({ rules }: { rules: AlertRulesView }) {
  const t = await getT("alerts.rules");
  return (
    <ActionForm action={setAlertRulesAction}>
      <Field name="expirySteps" label={t("steps")} hint={t("steps_hint")} required>
        <TextInput mono maxLength={100} defaultValue={rules.expirySteps.join(", ")} />
      </Field>
      <div className="grid items-start gap-(--stack) sm:grid-cols-2">
        <Field name="probeFailures" label={t("failures")} hint={t("failures_hint")} required>
          <TextInput type="number" min={1} max={12} defaultValue={rules.probeFailures} />
        </Field>
        <Field name="reminderHours" label={t("reminder")} hint={t("reminder_hint")} optional>
          <TextInput type="number" min={1} max={8760} defaultValue={rules.reminderHours ?? ""} />
        </Field>
        <Field name="retentionDays" label={t("retention")} hint={t("retention_hint")} required>
          <TextInput type="number" min={1} max={3650} defaultValue={rules.retentionDays} />
        </Field>
      </div>
      <div>
        <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

async function RulesFacts({ rules }: { rules: AlertRulesView }) {
  const t = await getT("alerts.rules");
  const common = await getT("common");
  return (
    <DescriptionList
      items={[
        { term: t("steps"), detail: rules.expirySteps.join(", ") },
        { term: t("failures"), detail: rules.probeFailures },
        { term: t("reminder"), detail: rules.reminderHours ?? common("none") },
        { term: t("retention"), detail: rules.retentionDays },
      ]}
    />
  );
}
