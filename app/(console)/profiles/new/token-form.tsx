import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { pasteTokenAction } from "#app/(console)/profiles/new/actions.ts";
import {
  type CredentialFormProps,
  ExpiryField,
  PROVIDER_SUGGESTIONS,
  TargetAndDetails,
} from "#app/(console)/profiles/new/form-parts.tsx";
import { ProviderFields } from "#app/(console)/profiles/new/provider-fields.client.tsx";

export async function TokenForm(props: CredentialFormProps) {
  const t = await getT("profile_form");
  return (
    <ActionForm action={pasteTokenAction} className="grid gap-7">
      <FormSection title={t("section.credential")}>
        <ProviderFields
          type="token"
          suggestions={PROVIDER_SUGGESTIONS}
          defaultProvider={props.provider ?? ""}
        >
          <Field name="secret" label={t("token")} hint={t("secret_hint")} required>
            <SecretTextarea rows={3} />
          </Field>
          <ExpiryField preset="none" hint={t("expires_hint")} />
        </ProviderFields>
      </FormSection>
      <TargetAndDetails {...props} submit={t("seal")} pending={t("sealing")} />
    </ActionForm>
  );
}
