import { Fingerprint } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { requestOrigin } from "#app/_server/passkeys.ts";
import { PasskeyForm } from "#app/_ui/passkey-form.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { anyPasskeyAction, ownPasskeyAction, passkeySignInAction } from "#app/sign-in/passkey/actions.ts";
import { passkeyAddress } from "#lib/domain/passkey-address.ts";

/** Signs in with a passkey, where the console's address can have any. */
export async function PasskeyButton({ who }: { who: "anyone" | "second_step" }) {
  if (!passkeyAddress(await requestOrigin()).ok) return null;
  const t = await getT("second_step");
  return (
    <PasskeyForm
      question={who === "anyone" ? anyPasskeyAction : ownPasskeyAction}
      action={passkeySignInAction}
      stopped={t("passkey_stopped")}
    >
      <SubmitButton variant="secondary" icon={<Fingerprint aria-hidden />} pendingLabel={t("working")}>
        {t("passkey")}
      </SubmitButton>
    </PasskeyForm>
  );
}
