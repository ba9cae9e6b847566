import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { FormSection } from "#app/_ui/form-section.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { saveChannelAction } from "#app/(console)/alerts/channels/actions.ts";
import { ServiceFields } from "#app/(console)/alerts/channels/service-fields.tsx";
import { WhatFields, WhenFields } from "#app/(console)/alerts/channels/wish-fields.tsx";
import type { ChannelKind } from "#lib/domain/channel.ts";
import { LOCALES, type Locale } from "#lib/messages.ts";
import type { ChannelItem } from "#lib/views/channels-view.ts";

type Props = {
  kind: ChannelKind;
  /** Null for a new one. */
  channel: ChannelItem | null;
  /** The reader's language, which a new channel begins with. */
  locale: Locale;
};

/** Everything that is said of a channel. Without scripts it is one long form, which it is with them too. */
export async function ChannelForm({ kind, channel, locale }: Props) {
  const t = await getT("alerts.channels");
  return (
    <ActionForm action={saveChannelAction} className="grid gap-7">
      <input type="hidden" name="kind" value={kind} />
      {channel && <input type="hidden" name="channelId" value={channel.id} />}
      <FormSection title={t("section.service")}>
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          <Field name="name" label={t("name")} hint={t("name_hint")} required>
            <TextInput maxLength={64} defaultValue={channel?.name} />
          </Field>
          <Field name="locale" label={t("language")} required>
            <Select
              defaultValue={channel?.locale ?? locale}
              options={LOCALES.map((each) => ({ value: each.locale, label: each.name }))}
            />
          </Field>
        </div>
        <ServiceFields kind={kind} settings={channel?.settings ?? null} />
      </FormSection>
      <FormSection title={t("section.what")}>
        <WhatFields channel={channel} />
      </FormSection>
      <FormSection title={t("section.when")}>
        <WhenFields channel={channel} />
      </FormSection>
      <Checkbox
        name="isEnabled"
        value="yes"
        label={t("enabled_label")}
        hint={t("enabled_hint")}
        defaultChecked={channel?.isEnabled ?? true}
      />
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
        {channel === null && (
          <LinkButton href="/alerts/channels" variant="ghost">
            {(await getT("common"))("cancel")}
          </LinkButton>
        )}
      </div>
    </ActionForm>
  );
}
