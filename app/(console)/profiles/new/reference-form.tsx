import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { RadioCards } from "#app/_ui/choices.client.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { addReferenceAction } from "#app/(console)/profiles/new/actions.ts";
import {
  type CredentialFormProps,
  ExpiryField,
  PROVIDER_SUGGESTIONS,
  TargetAndDetails,
} from "#app/(console)/profiles/new/form-parts.tsx";
import { SECRET_REF_SOURCES } from "#lib/domain/secret-ref-grammar.ts";

export async function ReferenceForm(props: CredentialFormProps) {
  const t = await getT("profile_form");
  return (
    <ActionForm action={addReferenceAction} className="grid gap-7">
      <FormSection title={t("kinds.reference")}>
        <RadioCards
          name="ref.source"
          legend={t("source")}
          columns={3}
          defaultValue="env"
          required
          options={SECRET_REF_SOURCES.map((source) => ({
            value: source,
            label: <Mono>{source}</Mono>,
            description: t(`source_hint.${source}`),
          }))}
        />
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          <Field name="ref.provider" label={t("secret_provider")} hint={t("secret_provider_hint")} required>
            <TextInput mono defaultValue="default" />
          </Field>
          <Field name="ref.id" label={t("ref_id")} hint={t("ref_id_hint")} required>
            <TextInput mono placeholder="OPENAI_API_KEY" />
          </Field>
        </div>
        <Disclosure summary={t("grammar")}>
          <DescriptionList
            items={[
              { term: "env", detail: t("grammar_env") },
              { term: "file", detail: t("grammar_file") },
              { term: "exec", detail: t("grammar_exec") },
              { term: t("secret_provider"), detail: t("grammar_alias") },
            ]}
          />
        </Disclosure>
      </FormSection>
      <FormSection title={t("section.credential")}>
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          <Field name="provider" label={t("provider")} hint={t("provider_hint")} required>
            <Combobox
              mono
              suggestions={PROVIDER_SUGGESTIONS}
              defaultValue={props.provider}
              placeholder={t("provider_placeholder")}
            />
          </Field>
          <Field name="profileId" label={t("profile_id")} hint={t("profile_id_hint_reference")} required>
            <TextInput mono placeholder="openai:default" maxLength={200} />
          </Field>
        </div>
        <RadioCards
          name="type"
          legend={t("type")}
          columns={2}
          defaultValue="api_key"
          required
          options={(["api_key", "token"] as const).map((type) => ({
            value: type,
            label: <Mono>{type}</Mono>,
            description: t(`type_hint.${type}`),
          }))}
        />
        <ExpiryField preset="none" hint={t("reference_expires_hint")} />
      </FormSection>
      <TargetAndDetails {...props} submit={t("store_reference")} pending={t("storing")} />
    </ActionForm>
  );
}
