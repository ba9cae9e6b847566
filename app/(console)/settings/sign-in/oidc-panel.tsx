import { getT } from "#app/_server/i18n.ts";
import { oidcRedirectUri } from "#app/_server/oidc.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { CodeBlock } from "#app/_ui/code-block.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { Select, TextArea, TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SecretInput } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { saveOidcAction, tryOidcAction } from "#app/(console)/settings/sign-in/oidc/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { ROLES } from "#lib/domain/role.ts";
import type { SignInSettingsView } from "#lib/views/sign-in-settings-view.ts";

type Props = Pick<SignInSettingsView, "oidc" | "canBeOnlyWay">;

/** Signing in with the accounts of a provider: where it is, who gets which role, and whether it is the only way in. */
export async function OidcPanel(props: Props) {
  const t = await getT("oidc");
  return (
    <Panel title={t("title")} description={t("lead")}>
      <Stack>
        <div>
          <p className="mb-1 font-medium text-sm">{t("redirect_uri")}</p>
          <CodeBlock code={await oidcRedirectUri()} label={t("redirect_uri")} />
          <p className="mt-1 max-w-prose text-fg-muted text-sm">{t("redirect_hint")}</p>
        </div>
        <ActionForm action={saveOidcAction}>
          <ClientFields {...props} />
          <RoleFields {...props} />
          <WayFields {...props} />
          <YourProof />
          <div>
            <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
          </div>
        </ActionForm>
        {props.oidc && (
          <ActionForm action={tryOidcAction} className="grid gap-3 border-line border-t pt-4">
            <p className="max-w-prose text-fg-muted text-sm">{t("try_hint")}</p>
            <div>
              <SubmitButton variant="secondary" pendingLabel={t("trying")}>
                {t("try")}
              </SubmitButton>
            </div>
          </ActionForm>
        )}
      </Stack>
    </Panel>
  );
}

async function ClientFields({ oidc }: Props) {
  const t = await getT("oidc");
  return (
    <FormSection title={t("client")}>
      <div className="grid max-w-2xl gap-(--stack)">
        <Field name="label" label={t("label")} hint={t("label_hint")} required>
          <TextInput maxLength={40} placeholder="Example" defaultValue={oidc?.label} />
        </Field>
        <Field name="issuer" label={t("issuer")} hint={t("issuer_hint")} required>
          <TextInput type="url" mono placeholder="https://id.example.org" defaultValue={oidc?.issuer} />
        </Field>
        <Field name="clientId" label={t("client_id")} required>
          <TextInput mono maxLength={256} defaultValue={oidc?.clientId} />
        </Field>
        <Field
          name="clientSecret"
          label={t("client_secret")}
          hint={oidc?.hasSecret ? t("secret_kept") : t("secret_hint")}
        >
          <SecretInput />
        </Field>
        <Checkbox
          name="isPublic"
          label={t("public")}
          hint={t("public_hint")}
          defaultChecked={oidc !== null && !oidc.hasSecret}
        />
        <Field name="scopes" label={t("scopes")} hint={t("scopes_hint")} required>
          <TextInput mono defaultValue={oidc?.scopes ?? "openid email profile"} />
        </Field>
      </div>
    </FormSection>
  );
}

async function RoleFields({ oidc }: Props) {
  const t = await getT("oidc");
  const role = await getT("shell.role");
  return (
    <FormSection title={t("roles")}>
      <p className="max-w-prose text-fg-muted text-sm">{t("roles_lead")}</p>
      <div className="grid max-w-2xl gap-(--stack)">
        <Field name="roleClaim" label={t("role_claim")} hint={t("role_claim_hint")} optional>
          <TextInput mono placeholder="groups" defaultValue={oidc?.roleClaim ?? ""} />
        </Field>
        <div className="grid gap-(--stack) sm:grid-cols-2">
          {ROLES.map((name) => (
            <Field key={name} name={name} label={t("values", { role: role(name) })} optional>
              <TextArea defaultValue={oidc?.roleValues[name]?.join("\n")} />
            </Field>
          ))}
        </div>
        <Field name="defaultRole" label={t("default_role")} required>
          <Select
            defaultValue={oidc?.defaultRole ?? "refuse"}
            options={[
              { value: "refuse", label: t("refuse") },
              ...ROLES.filter((name) => name !== "owner").map((name) => ({ value: name, label: role(name) })),
            ]}
          />
        </Field>
      </div>
    </FormSection>
  );
}

async function WayFields({ oidc, canBeOnlyWay }: Props) {
  const t = await getT("oidc");
  return (
    <FormSection title={t("ways")}>
      <Checkbox name="isEnabled" label={t("enabled")} defaultChecked={oidc?.isEnabled ?? true} />
      <Checkbox
        name="linksByEmail"
        label={t("links_by_email")}
        hint={t("links_hint")}
        defaultChecked={oidc?.linksByEmail ?? false}
      />
      <Checkbox
        name="isOnlyWay"
        label={t("only_way")}
        hint={canBeOnlyWay ? t("only_way_hint") : t("only_way_untried")}
        disabled={!canBeOnlyWay}
        defaultChecked={oidc?.isOnlyWay ?? false}
      />
    </FormSection>
  );
}
