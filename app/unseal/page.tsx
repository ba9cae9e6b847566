import type { Metadata } from "next";
import { sessionActor, visitorContext } from "#app/_server/context.ts";
import { refusalSentence } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { canLockVault, troubleOfVault } from "#app/_server/vault.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { lockVaultAction, unsealAction } from "#app/unseal/actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("vault_state"))("title") };
}

/** Where the vault is unsealed, by whoever knows its passphrase. Nobody has to be signed in. */
export default async function UnsealPage() {
  await visitorContext();
  const t = await getT("vault_state");
  const trouble = troubleOfVault();
  const isSealed = trouble?.refusal.code === "vault_sealed";
  return (
    <FocusPage
      title={t("title")}
      description={isSealed ? t("lead") : undefined}
      aside={<TextLink href="/">{t("to_console")}</TextLink>}
      preferences={await preferenceState()}
    >
      <div className="grid gap-(--stack)">
        {isSealed && <UnsealForm />}
        {trouble === null && <Open />}
        {trouble !== null && !isSealed && (
          <Callout tone="danger" title={t("closed")}>
            {(await sessionActor()) ? await refusalSentence(trouble.refusal) : t("closed_stranger")}
          </Callout>
        )}
      </div>
    </FocusPage>
  );
}

async function UnsealForm() {
  const t = await getT("vault_state");
  return (
    <>
      <ActionForm action={unsealAction}>
        <Field name="passphrase" label={t("passphrase")} hint={t("passphrase_hint")} required>
          <SecretInput autoComplete="off" autoFocus />
        </Field>
        <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
      </ActionForm>
      <p className="text-fg-muted text-sm">{t("help")}</p>
    </>
  );
}

async function Open() {
  const t = await getT("vault_state");
  const canLock = canLockVault();
  const isOwner = (await sessionActor())?.role === "owner";
  return (
    <>
      <Callout tone="success" title={t("open")}>
        {canLock ? t("open_means") : t("open_plain")}
      </Callout>
      {isOwner && canLock && (
        <ActionForm action={lockVaultAction}>
          <p className="text-fg-muted text-sm">{t("lock_means")}</p>
          <SubmitButton variant="secondary" pendingLabel={t("working")}>
            {t("lock")}
          </SubmitButton>
        </ActionForm>
      )}
    </>
  );
}
