import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextArea, TextInput } from "#app/_ui/inputs.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { setScheduleAction } from "#app/(console)/settings/backups/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { clockText, intervalText } from "#lib/domain/backup-schedule.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { type BackupsView, backupsView } from "#lib/views/backups-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("backups.schedule"))("form_title") };
}

export default async function BackupSchedulePage() {
  const ctx = await operatorContext();
  const t = await getT("backups");
  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/settings/backups", label: t("tab") }]}
        title={t("schedule.form_title")}
        description={t("schedule.form_lead")}
      />
      {roleAllows(ctx.actor.role, "key:manage") ? (
        <div className="max-w-2xl">
          <Panel>
            <ScheduleForm schedule={backupsView(ctx).schedule} />
          </Panel>
        </div>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}

async function ScheduleForm({ schedule }: { schedule: BackupsView["schedule"] }) {
  const t = await getT("backups.schedule");
  const now = await getT("backups.now");
  return (
    <ActionForm action={setScheduleAction}>
      <Field name="folder" label={t("folder")} hint={t("folder_hint")} required>
        <TextInput mono placeholder="/mnt/backup" defaultValue={schedule?.folder} />
      </Field>
      <Field name="recipients" label={now("recipients")} hint={now("recipients_hint")} required>
        <TextArea placeholder="age1…" defaultValue={schedule?.recipients.join("\n")} />
      </Field>
      <div className="grid items-start gap-(--stack) sm:grid-cols-2">
        <Field name="everyMinutes" label={t("interval")} hint={t("interval_hint")} optional>
          <TextInput
            mono
            maxLength={20}
            placeholder="6h"
            defaultValue={intervalText(schedule?.everyMinutes)}
          />
        </Field>
        <Field name="atMinute" label={t("at")} hint={t("at_hint")} optional>
          <TextInput
            mono
            maxLength={5}
            placeholder="03:15"
            defaultValue={clockText(schedule?.atMinute ?? null)}
          />
        </Field>
        <Field name="zone" label={t("zone")} hint={t("zone_hint")} required>
          <TextInput mono maxLength={64} defaultValue={schedule?.zone ?? "UTC"} />
        </Field>
        <Field name="keep" label={t("keep")} hint={t("keep_hint")} required>
          <TextInput type="number" min={1} max={1000} defaultValue={schedule?.keep ?? 14} />
        </Field>
      </div>
      <Checkbox
        name="withKeyring"
        label={now("with_keyring")}
        hint={now("with_keyring_hint")}
        defaultChecked={schedule?.withKeyring ?? false}
      />
      <YourProof />
      <div className="flex flex-wrap items-center gap-2">
        <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
        <LinkButton href="/settings/backups" variant="ghost">
          {t("cancel")}
        </LinkButton>
      </div>
    </ActionForm>
  );
}
