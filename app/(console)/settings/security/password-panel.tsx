import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { changePasswordAction } from "#app/(console)/settings/security/actions.ts";

/** Another password for oneself. */
export async function PasswordPanel() {
  const t = await getT("security");
  return (
    <Panel title={t("change_title")} description={t("change_lead")}>
      <ActionForm action={changePasswordAction} resetWhenDone>
        <div className="grid max-w-2xl gap-(--stack)">
          <Field name="current" label={t("change_current")} required>
            <SecretInput autoComplete="current-password" />
          </Field>
          <Field name="password" label={t("change_new")} hint={t("change_hint")} required>
            <SecretInput autoComplete="new-password" />
          </Field>
        </div>
        <div>
          <SubmitButton variant="secondary" pendingLabel={t("checking")}>
            {t("change_submit")}
          </SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}
