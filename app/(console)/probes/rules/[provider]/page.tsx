import type { Metadata } from "next";
import { pathText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { setProbePolicyAction } from "#app/(console)/probes/actions.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { providerName } from "#lib/domain/providers.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { type ProbePolicyItem, probePolicyView } from "#lib/views/probe-rules-view.ts";

/** Minutes that the form offers; the terminal takes any from 15 to 43200. */
const INTERVALS = [15, 60, 360, 1440, 10_080];

type Props = PageProps<"/probes/rules/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const t = await getT("probes.rules");
  return { title: t("policy_title", { provider: providerName(pathText((await params).provider)) }) };
}

export default async function ProbePolicyPage({ params }: Props) {
  const ctx = await operatorContext();
  const provider = normalizeProvider(pathText((await params).provider));
  const t = await getT("probes.rules");
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/probes", label: (await getT("nav"))("probes") },
          { href: "/probes/rules", label: t("title") },
        ]}
        title={t("policy_title", { provider: providerName(provider) })}
        description={t("policy_lead")}
      />
      {roleAllows(ctx.actor.role, "probe:manage") ? (
        <div className="max-w-2xl">
          <Panel>
            <PolicyForm policy={probePolicyView(ctx, provider)} />
          </Panel>
        </div>
      ) : (
        <Callout>{t("not_allowed")}</Callout>
      )}
    </>
  );
}

async function PolicyForm({ policy }: { policy: ProbePolicyItem }) {
  const t = await getT("probes.rules");
  const { provider, paidRequestsPerDay, paidCentsPerDay, intervalMinutes } = policy;
  const offered = [...new Set([...INTERVALS, intervalMinutes ?? 15])].sort((a, b) => a - b);
  return (
    <ActionForm action={setProbePolicyAction}>
      <input type="hidden" name="provider" value={provider} />
      <Field name="intervalMinutes" label={t("schedule")} hint={t("schedule_hint")}>
        <Select
          placeholder={t("by_hand")}
          defaultValue={intervalMinutes === null ? "" : String(intervalMinutes)}
          options={offered.map((minutes) => ({ value: String(minutes), label: t("every", { minutes }) }))}
        />
      </Field>
      <FormSection title={t("paid_title")}>
        <p className="max-w-prose text-fg-muted text-sm">{t("paid_lead")}</p>
        <div className="grid gap-(--stack) sm:grid-cols-2">
          <Field name="paidRequestsPerDay" label={t("paid_requests")} hint={t("paid_requests_hint")} required>
            <TextInput type="number" min={0} max={1000} defaultValue={paidRequestsPerDay} />
          </Field>
          <Field name="paidCentsPerDay" label={t("paid_cents")} hint={t("paid_cents_hint")} required>
            <TextInput type="number" min={0} max={10_000} defaultValue={paidCentsPerDay} />
          </Field>
        </div>
      </FormSection>
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
        <LinkButton href="/probes/rules" variant="ghost">
          {t("cancel")}
        </LinkButton>
      </div>
    </ActionForm>
  );
}
