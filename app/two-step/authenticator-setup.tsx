import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { AuthenticatorSecret } from "#app/_ui/authenticator-secret.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { IssuedCodes } from "#app/_ui/issued-codes.client.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { confirmTotpAction, startTotpAction } from "#app/two-step/actions.ts";
import type { SecurityView } from "#lib/views/security-view.ts";

type Props = {
  app: SecurityView["app"];
  /** Where to go on to. */
  next: string;
};

/**
 * The two steps to an authenticator app: scan, then type a code of it. Both forms stay on the page while the state
 * changes under them, because each answer shows what is never shown again.
 */
export async function AuthenticatorSetup({ app, next }: Props) {
  const t = await getT("security");
  return (
    <Stack>
      {app !== "on" && (
        <ActionForm action={startTotpAction}>
          <AuthenticatorSecret qrLabel={t("qr")} textLabel={t("secret_text")}>
            <p className="max-w-prose text-fg-muted text-sm">{t("scan_hint")}</p>
            <div>
              <SubmitButton variant={app === "begun" ? "secondary" : "primary"} pendingLabel={t("making")}>
                {app === "begun" ? t("show_anew") : t("show")}
              </SubmitButton>
            </div>
          </AuthenticatorSecret>
        </ActionForm>
      )}
      <ActionForm action={confirmTotpAction}>
        <IssuedCodes label={t("codes")} after={<AfterCodes next={next} />}>
          {app === "begun" && (
            <>
              <Field name="code" label={t("first_code")} hint={t("first_code_hint")} required>
                <TextInput mono inputMode="numeric" autoComplete="one-time-code" maxLength={16} />
              </Field>
              <div>
                <SubmitButton pendingLabel={t("checking")}>{t("turn_on")}</SubmitButton>
              </div>
            </>
          )}
          {app === "on" && (
            <>
              <Callout tone="success">{t("app_is_on")}</Callout>
              <div>
                <LinkButton href={next} variant="primary">
                  {t("go_on")}
                </LinkButton>
              </div>
            </>
          )}
        </IssuedCodes>
      </ActionForm>
    </Stack>
  );
}

/** What to do with codes that are shown this once. */
export async function AfterCodes({ next }: { next: string }) {
  const t = await getT("security");
  return (
    <>
      <p className="max-w-prose text-fg-muted text-sm">{t("codes_once")}</p>
      <div>
        <LinkButton href={next} variant="primary">
          {t("codes_kept")}
        </LinkButton>
      </div>
    </>
  );
}
