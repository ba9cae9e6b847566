import { getT } from "#app/_server/i18n.ts";
import { Field } from "#app/_ui/field.client.tsx";
import { FileInput } from "#app/_ui/file-input.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";

/** What opens a sealed file: a file of private keys, or the passphrase. */
export async function OpeningFields() {
  const t = await getT("vault_page.opening");
  return (
    <>
      <Field name="identity" label={t("identity")} hint={t("identity_hint")}>
        <FileInput secret />
      </Field>
      <Field name="passphrase" label={t("passphrase")} hint={t("kept_nowhere")}>
        <SecretInput />
      </Field>
    </>
  );
}
