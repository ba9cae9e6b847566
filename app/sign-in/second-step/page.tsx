import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { sessionActor, visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { pendingSignInToken } from "#app/_server/pending-sign-in.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { PasskeyButton } from "#app/sign-in/passkey/passkey-button.tsx";
import { secondStepAction } from "#app/sign-in/second-step/actions.ts";
import { VaultBanner } from "#app/vault-banner.tsx";
import { factorsOf, pendingPerson } from "#lib/operations/second-step.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("second_step"))("title") };
}

export default async function SecondStepPage() {
  const ctx = await visitorContext();
  if (await sessionActor()) redirect("/");
  const t = await getT("second_step");
  const person = pendingPerson(ctx, (await pendingSignInToken()) ?? "");
  const factors = person && factorsOf(ctx, person.id);

  return (
    <FocusPage
      title={t("title")}
      description={person ? t("lead") : t("over")}
      aside={<TextLink href="/sign-in">{t("start_again")}</TextLink>}
      preferences={await preferenceState()}
    >
      {person && (
        <div className="grid gap-(--stack)">
          <VaultBanner to="strangers" />
          {factors?.hasTotp && (
            <ActionForm action={secondStepAction}>
              <Field name="code" label={t("code")} hint={t("code_hint")} required>
                <TextInput mono inputMode="numeric" autoComplete="one-time-code" maxLength={64} autoFocus />
              </Field>
              <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
            </ActionForm>
          )}
          {factors && factors.passkeys > 0 && <PasskeyButton who="second_step" />}
          <Disclosure summary={t("recovery")}>
            <ActionForm action={secondStepAction} className="grid gap-(--stack) pt-2">
              <Field name="code" label={t("recovery_code")} hint={t("recovery_hint")} required>
                <TextInput mono maxLength={64} placeholder="XXXX-XXXX-XXXX-XXXX" />
              </Field>
              <SubmitButton variant="secondary" pendingLabel={t("working")}>
                {t("recovery_submit")}
              </SubmitButton>
            </ActionForm>
          </Disclosure>
        </div>
      )}
    </FocusPage>
  );
}
