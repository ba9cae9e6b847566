import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Checkbox } from "#app/_ui/choices.client.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Disclosure } from "#app/_ui/disclosure.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { TextArea, TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { clearScheduleAction, setScheduleAction } from "#app/(console)/settings/backups/actions.ts";
import { YourPassword } from "#app/(console)/settings/your-password.tsx";
import type { BackupsView } from "#lib/views/backups-view.ts";

type Schedule = BackupsView["schedule"];
type Props = { view: BackupsView; canManage: boolean };

/** The backups that the server makes by itself: where to, for whom, when, and the next one. */
export async function SchedulePanel({ view: { schedule, asOfMs }, canManage }: Props) {
  const t = await getT("backups.schedule");
  return (
    <Panel
      title={t("title")}
      description={t(schedule ? "lead" : "lead_none")}
      actions={canManage && schedule ? <End /> : undefined}
    >
      <Stack>
        {schedule && <Facts schedule={schedule} asOfMs={asOfMs} />}
        {canManage && (
          <Disclosure summary={t(schedule ? "change" : "set")}>
            <ScheduleForm schedule={schedule} />
          </Disclosure>
        )}
      </Stack>
    </Panel>
  );
}

async function Facts({ schedule, asOfMs }: { schedule: NonNullable<Schedule>; asOfMs: number }) {
  const t = await getT("backups.schedule");
  const { folder, recipients, everyMinutes, atMinute, zone, keep, withKeyring, nextAtMs } = schedule;
  const next = <RelativeTime atMs={nextAtMs} nowMs={asOfMs} locale={await getLocale()} />;
  const rhythm =
    atMinute === null
      ? t("every_minutes", { minutes: everyMinutes ?? 0 })
      : t("daily_at", { clock: clockText(atMinute), zone });
  return (
    <DescriptionList
      items={[
        { term: t("next"), detail: nextAtMs <= asOfMs ? t("due") : next },
        { term: t("rhythm"), detail: rhythm },
        { term: t("folder"), detail: <Mono>{folder}</Mono> },
        {
          term: t("recipients"),
          detail: recipients.map((recipient) => (
            <div key={recipient}>
              <Mono>{recipient}</Mono>
            </div>
          )),
        },
        { term: t("keyring"), detail: t(withKeyring ? "keyring_in" : "keyring_out") },
        { term: t("keep"), detail: t("keep_count", { count: keep }) },
      ]}
    />
  );
}

async function ScheduleForm({ schedule }: { schedule: Schedule }) {
  const t = await getT("backups.schedule");
  const now = await getT("backups.now");
  return (
    <ActionForm action={setScheduleAction} className="grid max-w-2xl gap-(--stack)">
      <Field name="folder" label={t("folder")} hint={t("folder_hint")} required>
        <TextInput mono placeholder="/mnt/backup" defaultValue={schedule?.folder} />
      </Field>
      <Field name="recipients" label={now("recipients")} hint={now("recipients_hint")} required>
        <TextArea placeholder="age1…" defaultValue={schedule?.recipients.join("\n")} />
      </Field>
      <div className="grid items-start gap-(--stack) sm:grid-cols-2">
        <Field name="everyMinutes" label={t("every")} hint={t("every_hint")} optional>
          <TextInput
            mono
            maxLength={20}
            placeholder="6h"
            defaultValue={schedule?.everyMinutes ? `${schedule.everyMinutes}m` : ""}
          />
        </Field>
        <Field name="atMinute" label={t("at")} hint={t("at_hint")} optional>
          <TextInput mono maxLength={5} placeholder="03:15" defaultValue={clockText(schedule?.atMinute)} />
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
      <YourPassword />
      <div>
        <SubmitButton pendingLabel={t("saving")}>{t("save")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

async function End() {
  const t = await getT("backups.schedule");
  return (
    <ConfirmDialog
      trigger={t("end.trigger")}
      triggerVariant="danger-quiet"
      triggerSize="sm"
      title={t("end.title")}
      action={clearScheduleAction}
      confirm={t("end.confirm")}
      pendingLabel={t("saving")}
    >
      <p>{t("end.text")}</p>
      <YourPassword />
    </ConfirmDialog>
  );
}

function clockText(minute: number | null | undefined): string {
  if (minute === null || minute === undefined) return "";
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
