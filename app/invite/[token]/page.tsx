import type { Metadata } from "next";
import { pathText } from "#app/_server/address.ts";
import { attempt } from "#app/_server/attempt.ts";
import { visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { acceptInvitationAction } from "#app/invite/[token]/actions.ts";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { openInvitation } from "#lib/operations/accept-invitation.ts";

/** The address is a secret, so nothing that this page asks for elsewhere may carry it. */
export async function generateMetadata(): Promise<Metadata> {
  const t = await getT("invite");
  return { title: t("title"), robots: { index: false, follow: false } };
}

export default async function InvitePage({ params }: PageProps<"/invite/[token]">) {
  const ctx = await visitorContext();
  const t = await getT("invite");
  const role = await getT("shell.role");
  const token = pathText((await params).token);
  const invitation = await attempt(() => openInvitation(ctx, token));
  const preferences = await preferenceState();
  if (invitation.refusal)
    return (
      <FocusPage title={t("title")} preferences={preferences}>
        <Callout tone="warn">{invitation.refusal.message}</Callout>
      </FocusPage>
    );
  const { email, role: given } = invitation.value;
  return (
    <FocusPage title={t("title")} description={t("lead", { role: role(given) })} preferences={preferences}>
      <ActionForm action={acceptInvitationAction}>
        <input type="hidden" name="token" value={token} />
        <Field name="email" label={t("email")}>
          <TextInput type="email" autoComplete="username" defaultValue={email} readOnly />
        </Field>
        <Field name="name" label={t("name")} required>
          <TextInput autoComplete="name" maxLength={80} />
        </Field>
        <Field name="password" label={t("password")} hint={t("password_hint")} required>
          <SecretInput autoComplete="new-password" minLength={12} />
        </Field>
        <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
      </ActionForm>
    </FocusPage>
  );
}
