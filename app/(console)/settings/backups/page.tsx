import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { BackupTrouble } from "#app/(console)/backup-trouble.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { NowPanel } from "#app/(console)/settings/backups/now-panel.tsx";
import { RunsPanel } from "#app/(console)/settings/backups/runs-panel.tsx";
import { SchedulePanel } from "#app/(console)/settings/backups/schedule-panel.tsx";
import { SettingsTabs } from "#app/(console)/settings/settings-tabs.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { backupsView } from "#lib/views/backups-view.ts";
import { liveVersion } from "#lib/views/live-version.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("backups"))("tab") };
}

export default async function BackupsPage() {
  const ctx = await operatorContext();
  const t = await getT("backups");
  const canRead = roleAllows(ctx.actor.role, "key:read");
  const canManage = roleAllows(ctx.actor.role, "key:manage");
  const version = liveVersion(ctx);
  const view = backupsView(ctx);
  return (
    <>
      <PageHeader
        title={(await getT("settings"))("title")}
        description={t("lead")}
        actions={canRead && <LiveUpdates version={version} />}
      />
      <SettingsTabs role={ctx.actor.role} />
      {canRead ? (
        <Stack>
          {view.trouble && <BackupTrouble run={view.trouble} />}
          {canManage && <NowPanel recipients={view.schedule?.recipients ?? []} />}
          <SchedulePanel view={view} canManage={canManage} />
          {view.runs.length > 0 && <RunsPanel view={view} canManage={canManage} />}
        </Stack>
      ) : (
        <Callout tone="info">{t("not_allowed")}</Callout>
      )}
    </>
  );
}
