import Form from "next/form";
import type { Attempt } from "#app/_server/attempt.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Button, LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { writeKeyAction } from "#app/(console)/keys/actions.ts";
import { keysAddress } from "#app/(console)/keys/address.ts";
import { OutlookNotes } from "#app/(console)/keys/outlook-notes.tsx";
import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import type { BlockStatus } from "#lib/operations/environment-block.ts";
import { VariableName } from "#lib/operations/environment-key-input.ts";
import { type KeySourcesView, writeOutlookView } from "#lib/views/key-sources-view.ts";

type Props = {
  view: KeySourcesView;
  block: Attempt<BlockStatus>;
  canWrite: boolean;
  canManage: boolean;
  variable: string | undefined;
};

const SUGGESTIONS = KNOWN_PROVIDERS.filter(({ pasteable }) => pasteable).flatMap(({ envVars, displayName }) =>
  envVars.map((value) => ({ value, detail: displayName })),
);
const VARIABLES = [...new Map(SUGGESTIONS.map((each) => [each.value, each])).values()];

/** Writing a key: the sealed way first, then which variable, then what is known about it and the key itself. */
export async function WritePanel({ view, block, canWrite, canManage, variable }: Props) {
  const t = await getT("key_sources.write");
  const chosen = variable === undefined ? null : VariableName.safeParse(variable);
  const isWritable = canWrite && block.value !== null && block.value.state !== "broken";
  return (
    <Panel title={t("title")}>
      <div className="grid gap-(--stack)">
        <SealedFirst view={view} variable={chosen?.success ? chosen.data : undefined} canManage={canManage} />
        {!canManage && <p className="text-sm">{t("not_allowed")}</p>}
        {canManage && isWritable && !chosen?.success && (
          <ChooseVariable view={view} typed={variable} isInvalid={chosen !== null} />
        )}
        {canManage && isWritable && chosen?.success && (
          <WriteForm view={view} status={block.value} variable={chosen.data} />
        )}
      </div>
    </Panel>
  );
}

type SealedProps = { view: KeySourcesView; variable: string | undefined; canManage: boolean };

async function SealedFirst({ view, variable, canManage }: SealedProps) {
  const t = await getT("key_sources.write");
  const provider = variable && environmentKeyUse(variable)?.providers[0];
  const href = addressOf("/profiles/new", { gateway: view.gatewayId, kind: "api-key", provider });
  return (
    <Callout
      tone="warn"
      title={t("plain_title")}
      actions={
        canManage && (
          <LinkButton size="sm" variant="primary" href={href}>
            {t("sealed")}
          </LinkButton>
        )
      }
    >
      {t("plain")}
    </Callout>
  );
}

type ChooseProps = { view: KeySourcesView; typed: string | undefined; isInvalid: boolean };

/** A plain GET form, so that what is known of the variable is there before a key is asked for. */
async function ChooseVariable({ view, typed, isInvalid }: ChooseProps) {
  const t = await getT("key_sources.write");
  const errors = await getT("errors");
  const invalid = isInvalid && typed ? errors("env_name_not_credential", { variable: typed }) : undefined;
  return (
    <Form action="/keys" className="grid gap-3">
      <input type="hidden" name="gateway" value={view.gatewayId} />
      <Field
        name="variable"
        label={t("variable")}
        hint={t("variable_hint")}
        required
        {...(invalid && { error: invalid })}
      >
        <Combobox
          mono
          suggestions={VARIABLES}
          placeholder="OPENAI_API_KEY"
          {...(typed && { defaultValue: typed })}
        />
      </Field>
      <div>
        <Button type="submit">{t("next")}</Button>
      </div>
    </Form>
  );
}

type WriteProps = { view: KeySourcesView; status: BlockStatus | null; variable: string };

async function WriteForm({ view, status, variable }: WriteProps) {
  const t = await getT("key_sources.write");
  const { gatewayId } = view;
  const outlook = writeOutlookView(await operatorContext(), gatewayId, variable);
  const providers = environmentKeyUse(variable)?.providers;
  const profiles = view.profiles.filter(
    ({ provider }) => !providers || providers.includes(normalizeProvider(provider)),
  );
  const isEdited = status !== null && ["edited", "gone"].includes(status.state);
  return (
    <ActionForm action={writeKeyAction}>
      <h3 className="font-medium [overflow-wrap:anywhere]">{t("for", { variable, file: ".env" })}</h3>
      <input type="hidden" name="gatewayId" value={gatewayId} />
      <input type="hidden" name="variable" value={variable} />
      {outlook && <OutlookNotes variable={variable} outlook={outlook} />}
      {profiles.length > 0 && (
        <Field name="profileRowId" label={t("profile")} hint={t("profile_hint")} optional>
          <Select
            placeholder={t("profile_none")}
            options={profiles.map(({ profileRowId, profileId, agentId }) => ({
              value: profileRowId,
              label: `${profileId} (${agentId})`,
            }))}
          />
        </Field>
      )}
      <Field
        name="secret"
        label={t("secret")}
        hint={profiles.length > 0 ? t("secret_hint_or") : t("secret_hint")}
        optional={profiles.length > 0}
      >
        <SecretTextarea rows={2} />
      </Field>
      {outlook?.blockedBy && <Checkbox name="evenIfBlocked" label={t("even_if_blocked")} />}
      {isEdited && <Checkbox name="overwrite" label={t("overwrite")} />}
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton variant="secondary" pendingLabel={t("writing")}>
          {t("submit")}
        </SubmitButton>
        <LinkButton variant="ghost" href={keysAddress(gatewayId)}>
          {t("other")}
        </LinkButton>
      </div>
    </ActionForm>
  );
}
