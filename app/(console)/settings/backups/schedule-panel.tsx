import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { ConfirmDialog } from "#app/_ui/confirm-dialog.client.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { clearScheduleAction } from "#app/(console)/settings/backups/actions.ts";
import { YourProof } from "#app/(console)/your-proof.tsx";
import { clockText, intervalOf } from "#lib/domain/backup-schedule.ts";
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
          <div>
            <LinkButton href="/settings/backups/schedule">{t(schedule ? "change" : "set")}</LinkButton>
          </div>
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
      ? t(`every.${intervalOf(everyMinutes ?? 0).unit}`, { count: intervalOf(everyMinutes ?? 0).count })
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
      <YourProof />
    </ConfirmDialog>
  );
}
