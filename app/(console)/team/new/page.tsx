import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { IssuedSecret } from "#app/_ui/issued-secret.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { inviteAction } from "#app/(console)/team/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { ROLES, roleAllows } from "#lib/domain/role.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("team"))("invite") };
}

export default async function InvitePersonPage() {
  const { actor } = await operatorContext();
  const t = await getT("team");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/team", label: t("title") }]}
        title={t("invite")}
        description={t("invite_lead")}
      />
      {roleAllows(actor.role, "people:manage") ? (
        <div className="max-w-2xl">
          <Panel>
            <InviteForm />
          </Panel>
        </div>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}

async function InviteForm() {
  const t = await getT("team");
  const role = await getT("shell.role");
  const after = (
    <>
      <p className="max-w-prose text-fg-muted text-sm">{t("once")}</p>
      <div>
        <LinkButton href="/team">{t("back")}</LinkButton>
      </div>
    </>
  );
  return (
    <ActionForm action={inviteAction}>
      <IssuedSecret label={t("link")} after={after}>
        <Field name="email" label={t("column.email")} required>
          <TextInput type="email" autoComplete="off" />
        </Field>
        <Field name="role" label={t("column.role")} required>
          <Select defaultValue="viewer" options={ROLES.map((value) => ({ value, label: role(value) }))} />
        </Field>
        <YourProof />
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton pendingLabel={t("working")}>{t("make_link")}</SubmitButton>
          <LinkButton href="/team" variant="ghost">
            {t("cancel")}
          </LinkButton>
        </div>
      </IssuedSecret>
    </ActionForm>
  );
}
