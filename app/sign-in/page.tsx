import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { sessionActor, visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { signInAction } from "#app/sign-in/actions.ts";
import { PasskeyButton } from "#app/sign-in/passkey/passkey-button.tsx";
import { isSetupOpen } from "#lib/operations/setup.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("sign_in"))("title") };
}

export default async function SignInPage() {
  const ctx = await visitorContext();
  if (isSetupOpen(ctx)) redirect("/setup");
  if (await sessionActor()) redirect("/");
  const t = await getT("sign_in");

  return (
    <FocusPage title={t("title")} description={t("lead")} preferences={await preferenceState()}>
      <ActionForm action={signInAction}>
        <Field name="email" label={t("email")} required>
          <TextInput type="email" autoComplete="username" />
        </Field>
        <Field name="password" label={t("password")} required>
          <SecretInput autoComplete="current-password" />
        </Field>
        <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
        <p className="text-fg-muted text-sm">{t("help")}</p>
      </ActionForm>
      <div className="mt-4 empty:hidden">
        <PasskeyButton who="anyone" />
      </div>
    </FocusPage>
  );
}
