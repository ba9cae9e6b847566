import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { accountContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Button } from "#app/_ui/button.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { AuthenticatorSetup } from "#app/two-step/authenticator-setup.tsx";
import { PasskeySetup } from "#app/two-step/passkey-setup.tsx";
import { securityView } from "#lib/views/security-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("security"))("required_title") };
}

/** Where someone is led whose role has to have a second factor. It is all they can reach until they have one. */
export default async function TwoStepPage() {
  const ctx = await accountContext();
  const t = await getT("security");
  const view = securityView(ctx);
  if (!view.isRequired) redirect("/settings/security");
  return (
    <FocusPage
      title={t("required_title")}
      description={t("required_lead")}
      preferences={await preferenceState()}
      aside={
        <form action="/sign-out" method="post" className="flex flex-wrap items-center gap-3">
          <span>{ctx.actor.email}</span>
          <Button type="submit" variant="ghost" size="sm">
            {(await getT("common"))("signOut")}
          </Button>
        </form>
      }
    >
      <Stack>
        <AuthenticatorSetup app={view.app} next="/" />
        <section className="grid gap-3 border-line border-t pt-4">
          <h2 className="font-semibold text-md">{t("or_passkey")}</h2>
          <PasskeySetup next="/" />
        </section>
        {view.hasFactor && view.app !== "on" && <TextLink href="/">{t("go_on")}</TextLink>}
      </Stack>
    </FocusPage>
  );
}
