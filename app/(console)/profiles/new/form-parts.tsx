import type { ReactNode } from "react";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { TextInput } from "#app/_ui/inputs.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import type { Suggestion } from "#app/_ui/suggestion-list.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { TargetFields } from "#app/(console)/profiles/new/target-fields.client.tsx";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import type { CredentialTarget } from "#lib/views/credential-targets-view.ts";

/** What every form of this page gets. The ids and the provider come from the address, where a link may have put them. */
export type CredentialFormProps = {
  targets: CredentialTarget[];
  gatewayId: string | undefined;
  agentId: string | undefined;
  provider: string | undefined;
};

/** Providers a key or token can be pasted for, the most used first. */
export const PROVIDER_SUGGESTIONS: Suggestion[] = KNOWN_PROVIDERS.filter(({ pasteable }) => pasteable).map(
  ({ id, displayName }) => ({ value: id, detail: displayName }),
);

/** The parts after the credential itself: where it goes, what is noted beside it, and the buttons. */
export async function TargetAndDetails({
  targets,
  gatewayId,
  agentId,
  submit,
  pending,
}: CredentialFormProps & { submit: ReactNode; pending: ReactNode }) {
  const t = await getT("profile_form");
  return (
    <>
      <FormSection title={t("section.target")}>
        <TargetFields
          targets={targets.map((target) => ({
            ...target,
            agents: target.agents.map(({ agentId: id, isDefault }) => ({ agentId: id, isDefault })),
          }))}
          gatewayId={gatewayId}
          agentId={agentId}
        />
      </FormSection>
      <FormSection title={t("section.details")}>
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          <Field name="label" label={t("label")} hint={t("label_hint")} optional>
            <TextInput maxLength={120} />
          </Field>
          <Field name="email" label={t("email")} hint={t("email_hint")} optional>
            <TextInput type="email" maxLength={254} />
          </Field>
        </div>
      </FormSection>
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton pendingLabel={pending}>{submit}</SubmitButton>
        <LinkButton href={addressOf("/profiles", { gateway: gatewayId, agent: agentId })} variant="ghost">
          {t("cancel")}
        </LinkButton>
      </div>
    </>
  );
}

/** An expiry as one types it, with the usual ones offered. */
export async function ExpiryField({ hint, preset }: { hint: ReactNode; preset: string }) {
  const t = await getT("profile_form");
  return (
    <Field name="expiresAtMs" label={t("expires")} hint={hint}>
      <Combobox
        mono
        defaultValue={preset}
        suggestions={[
          { value: "365d", detail: t("expires_options.year") },
          { value: "90d", detail: t("expires_options.quarter") },
          { value: "30d", detail: t("expires_options.month") },
          { value: "none", detail: t("expires_options.none") },
        ]}
      />
    </Field>
  );
}
