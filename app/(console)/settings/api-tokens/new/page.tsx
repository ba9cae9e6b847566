import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { IssuedSecret } from "#app/_ui/issued-secret.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { createApiTokenAction } from "#app/(console)/settings/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { API_SCOPES, TOKEN_LIFETIMES } from "#lib/domain/api-scope.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { type RegisteredGateway, registeredGatewaysView } from "#lib/views/registered-gateways-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("settings.tokens"))("form_title") };
}

export default async function NewApiTokenPage() {
  const ctx = await operatorContext();
  const t = await getT("settings.tokens");
  const settings = await getT("settings");
  const canManage = roleAllows(ctx.actor.role, "token:manage");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/settings", label: settings("title") }]}
        title={t("form_title")}
        description={t("form_lead")}
      />
      {canManage ? (
        <div className="max-w-2xl">
          <Panel>
            <TokenForm gateways={registeredGatewaysView(ctx).gateways} />
          </Panel>
        </div>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}

async function TokenForm({ gateways }: { gateways: RegisteredGateway[] }) {
  const t = await getT("settings.tokens");
  const after = (
    <>
      <p className="max-w-prose text-fg-muted text-sm">{t("once")}</p>
      <div>
        <LinkButton href="/settings">{t("back")}</LinkButton>
      </div>
    </>
  );
  return (
    <ActionForm action={createApiTokenAction}>
      <IssuedSecret label={t("token")} after={after}>
        <Field name="name" label={t("name")} hint={t("name_hint")} required>
          <TextInput maxLength={80} placeholder="prometheus" />
        </Field>
        <FormSection title={t("scopes")}>
          <div className="grid gap-2">
            {API_SCOPES.map((scope) => (
              <Checkbox
                key={scope}
                name="scopes"
                value={scope}
                label={t(`scope.${scope.replace(":", "_") as "check_read" | "metrics_read"}`)}
                hint={t(`scope_hint.${scope.replace(":", "_") as "check_read" | "metrics_read"}`)}
              />
            ))}
          </div>
        </FormSection>
        <Field name="gatewayId" label={t("gateway")} hint={t("gateway_hint")}>
          <Select
            placeholder={t("all_gateways")}
            options={gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
          />
        </Field>
        <Field name="expiresIn" label={t("expires")} hint={t("expires_hint")} required>
          <Select
            defaultValue="90d"
            options={TOKEN_LIFETIMES.map((value) => ({
              value,
              label: t("days", { days: Number(value.slice(0, -1)) }),
            }))}
          />
        </Field>
        <YourProof />
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton pendingLabel={t("making")}>{t("make")}</SubmitButton>
          <LinkButton href="/settings" variant="ghost">
            {t("cancel")}
          </LinkButton>
        </div>
      </IssuedSecret>
    </ActionForm>
  );
}
