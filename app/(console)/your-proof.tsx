import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { proofOf, recentSignInUntilMs } from "#lib/operations/prove-identity.ts";

/**
 * The proof beside a deed: one post brings both, so nothing that was typed is lost on the way to a second page. Who has
 * nothing to type is told whether their sign-in is recent enough, and how to make it so.
 */
export async function YourProof() {
  const t = await getT("proof");
  const ctx = await operatorContext();
  switch (proofOf(ctx, ctx.actor.userId)) {
    case "password":
      return (
        <div className="max-w-2xl">
          <Field name="password" label={t("password")} hint={t("password_hint")} required>
            <SecretInput autoComplete="current-password" />
          </Field>
        </div>
      );
    case "code":
      return (
        <div className="max-w-2xl">
          <Field name="code" label={t("code")} hint={t("code_hint")} required>
            <TextInput mono autoComplete="one-time-code" maxLength={64} />
          </Field>
        </div>
      );
    case "recent_sign_in": {
      const isRecent = recentSignInUntilMs(ctx, ctx.actor.sessionId ?? "") !== null;
      return <Callout tone={isRecent ? "info" : "warn"}>{t(isRecent ? "recent" : "sign_in_again")}</Callout>;
    }
  }
}
