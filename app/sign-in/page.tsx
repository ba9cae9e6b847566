import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { queryText } from "#app/_server/address.ts";
import { sessionActor, visitorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { namedByProxy } from "#app/_server/named-by-proxy.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { buttonLook } from "#app/_ui/button-look.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FocusPage } from "#app/_ui/focus-page.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { preferenceState } from "#app/preferences/preference-state.ts";
import { signInAction } from "#app/sign-in/actions.ts";
import { PasskeyButton } from "#app/sign-in/passkey/passkey-button.tsx";
import { VaultBanner } from "#app/vault-banner.tsx";
import { isSetupOpen } from "#lib/operations/setup.ts";
import { type SignInWays, signInWays } from "#lib/views/sign-in-ways-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("sign_in"))("title") };
}

export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const ctx = await visitorContext();
  if (isSetupOpen(ctx)) redirect("/setup");
  if (await sessionActor()) redirect("/");
  const refused = queryText((await searchParams).refused);
  if (refused === undefined && (await namedByProxy()) !== null) redirect("/sign-in/proxy");
  const t = await getT("sign_in");
  const ways = signInWays(ctx);

  return (
    <FocusPage title={t("title")} description={t("lead")} preferences={await preferenceState()}>
      <div className="grid gap-(--stack)">
        <VaultBanner to="strangers" />
        <ProviderRefusal code={refused} />
        {!ways.isOnlyWay && (
          <ActionForm action={signInAction}>
            <Field name="email" label={t("email")} required>
              <TextInput type="email" autoComplete="username" />
            </Field>
            <Field name="password" label={t("password")} required>
              <SecretInput autoComplete="current-password" />
            </Field>
            <SubmitButton pendingLabel={t("working")}>{t("submit")}</SubmitButton>
          </ActionForm>
        )}
        <OtherWays ways={ways} />
        <p className="text-fg-muted text-sm">{t("help")}</p>
      </div>
    </FocusPage>
  );
}

async function OtherWays({ ways: { oidcLabel, isOnlyWay } }: { ways: SignInWays }) {
  const t = await getT("oidc");
  return (
    <div className="grid gap-2 empty:hidden">
      {!isOnlyWay && <PasskeyButton who="anyone" />}
      {oidcLabel !== null && (
        // A plain link: what it leads to leaves the console, and must not be fetched before it is followed.
        <a href="/sign-in/oidc" className={buttonLook({ variant: isOnlyWay ? "primary" : "secondary" })}>
          {t("sign_in", { label: oidcLabel })}
        </a>
      )}
    </div>
  );
}

/** Why the way of the provider or of the proxy did not lead in. The code came in the address, so only known ones are shown. */
async function ProviderRefusal({ code }: { code: string | undefined }) {
  if (code === undefined) return null;
  const t = await getT("oidc");
  const key = `refused.${code}` as never;
  return (
    <Callout tone="danger" live="alert">
      {/^[a-z_]+$/.test(code) && t.has(key) ? t(key) : t("refused.oidc_refused")}
    </Callout>
  );
}
