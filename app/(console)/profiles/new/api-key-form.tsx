import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { addApiKeyAction } from "#app/(console)/profiles/new/actions.ts";
import {
  type CredentialFormProps,
  PROVIDER_SUGGESTIONS,
  TargetAndDetails,
} from "#app/(console)/profiles/new/form-parts.tsx";
import { ProviderFields } from "#app/(console)/profiles/new/provider-fields.client.tsx";

export async function ApiKeyForm(props: CredentialFormProps) {
  const t = await getT("profile_form");
  return (
    <ActionForm action={addApiKeyAction} className="grid gap-7">
      <FormSection title={t("section.credential")}>
        <ProviderFields
          type="api_key"
          suggestions={PROVIDER_SUGGESTIONS}
          defaultProvider={props.provider ?? ""}
        >
          <Field name="secret" label={t("api_key")} hint={t("secret_hint")} required>
            <SecretTextarea rows={2} />
          </Field>
        </ProviderFields>
      </FormSection>
      <TargetAndDetails {...props} submit={t("seal")} pending={t("sealing")} />
    </ActionForm>
  );
}
