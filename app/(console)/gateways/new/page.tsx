import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { addGatewayAction } from "#app/(console)/gateways/actions.ts";
import { ReachFields } from "#app/(console)/gateways/reach-fields.tsx";
import { WalkSteps } from "#app/(console)/gateways/walk-steps.tsx";
import { roleAllows } from "#lib/domain/role.ts";

const EXAMPLES = ["linux", "root", "mac", "container"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("gateways.form"))("title") };
}

export default async function NewGatewayPage() {
  const ctx = await operatorContext();
  const t = await getT("gateways.form");
  const nav = await getT("nav");
  const header = (
    <PageHeader
      breadcrumbs={[{ href: "/gateways", label: nav("gateways") }]}
      title={t("title")}
      description={t("lead")}
    />
  );
  if (!roleAllows(ctx.actor.role, "gateway:manage")) {
    return (
      <>
        {header}
        <Callout tone="info">{t("not_allowed")}</Callout>
      </>
    );
  }

  return (
    <>
      {header}
      <Stack>
        <WalkSteps current="add" />
        <div className="grid grid-cols-1 items-start gap-(--stack) lg:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
          <Panel>
            <ActionForm action={addGatewayAction}>
              <Field name="name" label={t("name")} hint={t("name_hint")} required>
                <TextInput placeholder="home" maxLength={64} />
              </Field>
              <Field name="stateDir" label={t("state_dir")} hint={t("state_dir_hint")} required>
                <TextInput mono placeholder="/home/openclaw/.openclaw" />
              </Field>
              <Disclosure summary={t("reach")} open>
                <div className="grid gap-(--stack)">
                  <p className="max-w-prose text-fg-muted text-sm">{t("reach_lead")}</p>
                  <ReachFields tokenHint={t("rpc_token_hint")} />
                </div>
              </Disclosure>
              <div className="flex flex-wrap items-center gap-2">
                <SubmitButton pendingLabel={t("submitting")}>{t("submit")}</SubmitButton>
                <LinkButton href="/gateways" variant="ghost">
                  {t("cancel")}
                </LinkButton>
              </div>
            </ActionForm>
          </Panel>
          <Stack>
            <Panel title={t("examples")} description={t("examples_lead")}>
              <ul className="grid gap-2.5 text-sm">
                {EXAMPLES.map((example) => (
                  <li key={example}>
                    <Mono>{t(`example.${example}.path`)}</Mono>
                    <div className="text-fg-muted">{t(`example.${example}.where`)}</div>
                  </li>
                ))}
              </ul>
            </Panel>
            <Panel title={t("next")}>
              <ul className="grid list-disc gap-1.5 pl-4 text-fg-muted text-sm">
                <li>{t("next_reads")}</li>
                <li>{t("next_import")}</li>
                <li>{t("next_publish")}</li>
              </ul>
            </Panel>
          </Stack>
        </div>
      </Stack>
    </>
  );
}
