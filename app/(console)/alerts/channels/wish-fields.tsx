import { getT } from "#app/_server/i18n.ts";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { kindField } from "#app/(console)/alerts/channels/kind-field.ts";
import { ALERT_KINDS, ALERT_SEVERITIES } from "#lib/domain/alert-condition.ts";
import type { ChannelItem } from "#lib/views/channels-view.ts";

type Props = { channel: ChannelItem | null };

/** Which alerts a channel wants. */
export async function WhatFields({ channel }: Props) {
  const t = await getT("alerts.channels");
  const kinds = await getT("alerts.kind");
  const severities = await getT("alerts.severity");
  return (
    <>
      <Field name="minimumSeverity" label={t("severity")} hint={t("severity_hint")} required>
        <Select
          defaultValue={channel?.minimumSeverity ?? "info"}
          options={ALERT_SEVERITIES.map((each) => ({ value: each, label: severities(each) }))}
        />
      </Field>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium text-sm">{t("kinds")}</legend>
        <div className="grid gap-x-(--stack) gap-y-1 sm:grid-cols-2">
          {ALERT_KINDS.map((kind) => (
            <Checkbox
              key={kind}
              name={kindField(kind)}
              value="yes"
              label={kinds(kind)}
              defaultChecked={channel?.kinds.includes(kind) ?? true}
            />
          ))}
        </div>
      </fieldset>
    </>
  );
}

/** When a channel is to be left alone, and how often it wants a message. */
export async function WhenFields({ channel }: Props) {
  const t = await getT("alerts.channels");
  return (
    <>
      <div className="grid items-start gap-(--stack) sm:grid-cols-2">
        <Field name="digestAt" label={t("digest")} hint={t("digest_hint")} optional>
          <TextInput mono maxLength={5} placeholder="09:00" defaultValue={clockText(channel?.digestMinute)} />
        </Field>
        <Field name="zone" label={t("zone")} hint={t("zone_hint")} required>
          <TextInput mono maxLength={64} defaultValue={channel?.zone ?? "UTC"} />
        </Field>
      </div>
      <fieldset className="min-w-0">
        <legend className="mb-1.5 font-medium text-sm">{t("quiet")}</legend>
        <p className="mb-2 max-w-prose text-fg-muted text-sm">{t("quiet_hint")}</p>
        <div className="grid items-start gap-(--stack) sm:grid-cols-2">
          <Field name="quietFrom" label={t("quiet_from")} optional>
            <TextInput
              mono
              maxLength={5}
              placeholder="22:00"
              defaultValue={clockText(channel?.quietFromMinute)}
            />
          </Field>
          <Field name="quietTo" label={t("quiet_to")} optional>
            <TextInput
              mono
              maxLength={5}
              placeholder="07:00"
              defaultValue={clockText(channel?.quietToMinute)}
            />
          </Field>
        </div>
        <div className="mt-2">
          <Checkbox
            name="criticalPasses"
            value="yes"
            label={t("critical_passes")}
            defaultChecked={channel?.criticalPasses ?? true}
          />
        </div>
      </fieldset>
    </>
  );
}

/** `07:05` of minutes since midnight; nothing for none. */
function clockText(minute: number | null | undefined): string {
  if (minute === null || minute === undefined) return "";
  const [hours, minutes] = [Math.floor(minute / 60), minute % 60];
  return [hours, minutes].map((part) => String(part).padStart(2, "0")).join(":");
}
