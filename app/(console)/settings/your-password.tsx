import { getT } from "#app/_server/i18n.ts";
import { Field } from "#app/_ui/field.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";

/** The proof beside a deed: one post brings both, so nothing that was typed is lost on the way to a second page. */
export async function YourPassword() {
  const t = await getT("vault_page");
  return (
    <Field name="password" label={t("password")} hint={t("password_hint")} required>
      <SecretInput autoComplete="current-password" />
    </Field>
  );
}
