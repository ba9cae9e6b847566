import { getT } from "#app/_server/i18n.ts";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";

/** What someone has to know and to have before their factors change: whoever found a browser open has neither. */
export async function ProofFields({ hasPassword }: { hasPassword: boolean }) {
  const t = await getT("security");
  return (
    <>
      {hasPassword && (
        <Field name="password" label={t("password")} required>
          <SecretInput autoComplete="current-password" />
        </Field>
      )}
      <Field name="code" label={t("code")} hint={t("code_hint")} required>
        <TextInput mono autoComplete="one-time-code" maxLength={64} />
      </Field>
    </>
  );
}
