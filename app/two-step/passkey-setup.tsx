import { getT } from "#app/_server/i18n.ts";
import { requestOrigin } from "#app/_server/passkeys.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { IssuedCodes } from "#app/_ui/issued-codes.client.tsx";
import { PasskeyForm } from "#app/_ui/passkey-form.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { AfterCodes } from "#app/two-step/authenticator-setup.tsx";
import { addPasskeyAction, passkeyQuestionAction } from "#app/two-step/passkey/actions.ts";
import { passkeyAddress } from "#lib/domain/passkey-address.ts";

/** Makes a passkey on this device, or says why this address of the console can have none. */
export async function PasskeySetup({ next }: { next: string }) {
  const t = await getT("security");
  const origin = new URL(await requestOrigin());
  const place = passkeyAddress(origin.origin);
  if (!place.ok) {
    const local = `http://localhost:${origin.port || "80"}`;
    return (
      <Callout tone="info">
        {place.obstacle === "ip_address"
          ? t("passkey_needs_name", { address: local })
          : t("passkey_needs_tls")}
      </Callout>
    );
  }
  return (
    <>
      <PasskeyForm question={passkeyQuestionAction} action={addPasskeyAction} stopped={t("passkey_stopped")}>
        <IssuedCodes label={t("codes")} after={<AfterCodes next={next} />}>
          <div className="max-w-md">
            <Field name="name" label={t("passkey_name")} hint={t("passkey_name_hint")} required>
              <TextInput maxLength={80} placeholder={t("passkey_name_example")} />
            </Field>
          </div>
          <div>
            <SubmitButton variant="secondary" pendingLabel={t("passkey_working")}>
              {t("passkey_add")}
            </SubmitButton>
          </div>
        </IssuedCodes>
      </PasskeyForm>
      <p className="hidden noscript:block text-fg-muted text-sm">{t("passkey_scripts")}</p>
    </>
  );
}
