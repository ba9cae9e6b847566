import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { createFirstOwnerAction } from "#app/setup/actions.ts";
import { isSetupOpen } from "#lib/operations/setup.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("setup"))("title") };
}

export default async function SetupPage() {
  const ctx = await visitorContext();
  if (!isSetupOpen(ctx)) redirect("/sign-in");
  const t = await getT("setup");

  return (
    <FocusPage title={t("title")} description={t("lead")} preferences={await preferenceState()}>
      <ActionForm action={createFirstOwnerAction}>
        <Field name="code" label={t("code")} hint={t("code_hint")} required>
          <TextInput mono autoComplete="one-time-code" />
        </Field>
        <Field name="name" label={t("name")} required>
          <TextInput autoComplete="name" />
        </Field>
        <Field name="email" label={t("email")} required>
          <TextInput type="email" autoComplete="username" />
        </Field>
        <Field name="password" label={t("password")} hint={t("password_hint")} required>
          <SecretInput autoComplete="new-password" minLength={12} />
        </Field>
        <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
      </ActionForm>
    </FocusPage>
  );
}
