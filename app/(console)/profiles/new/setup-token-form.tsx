import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { pasteSetupTokenAction } from "#app/(console)/profiles/new/actions.ts";
import {
  type CredentialFormProps,
  ExpiryField,
  TargetAndDetails,
} from "#app/(console)/profiles/new/form-parts.tsx";
import { defaultProfileId } from "#lib/domain/profile-id.ts";

const DEFAULT_ID = defaultProfileId("anthropic", "token");

/** The lifetime Anthropic gives them. */
const LIFETIME = "365d";

export async function SetupTokenForm(props: CredentialFormProps) {
  const t = await getT("profile_form");
  return (
    <ActionForm action={pasteSetupTokenAction} className="grid gap-7">
      <FormSection title={t("section.credential")}>
        <Field name="secret" label={t("setup_token")} hint={t("setup_token_hint")} required>
          <SecretTextarea rows={3} placeholder="sk-ant-oat01-…" />
        </Field>
        <ExpiryField
          preset={LIFETIME}
          hint={
            <>
              {t("setup_token_expires_hint")} {t("expires_hint")}
            </>
          }
        />
        <Field
          name="profileId"
          label={t("profile_id")}
          hint={t("profile_id_hint", { value: DEFAULT_ID })}
          optional
        >
          <TextInput mono placeholder={DEFAULT_ID} maxLength={200} />
        </Field>
      </FormSection>
      <TargetAndDetails {...props} submit={t("seal")} pending={t("sealing")} />
    </ActionForm>
  );
}
