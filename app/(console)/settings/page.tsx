import type { Metadata } from "next";
import { consoleAddress } from "#app/_server/console-address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { ApiTokensPanel } from "#app/(console)/settings/api-tokens-panel.tsx";
import { CalendarPanel } from "#app/(console)/settings/calendar-panel.tsx";
import { MachinesPanel } from "#app/(console)/settings/machines-panel.tsx";
import { SettingsTabs } from "#app/(console)/settings/settings-tabs.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { registeredGatewaysView } from "#lib/views/registered-gateways-view.ts";
import { apiTokensView, calendarLinksView } from "#lib/views/settings-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("settings"))("title") };
}

export default async function SettingsPage() {
  const ctx = await operatorContext();
  const t = await getT("settings");
  const canManageTokens = roleAllows(ctx.actor.role, "token:manage");
  const { gateways } = registeredGatewaysView(ctx);
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <SettingsTabs role={ctx.actor.role} />
      <Stack>
        {canManageTokens && <ApiTokensPanel view={apiTokensView(ctx)} />}
        {canManageTokens && <MachinesPanel address={await consoleAddress()} gateway={gateways[0]?.name} />}
        <CalendarPanel view={calendarLinksView(ctx)} gateways={gateways} />
      </Stack>
    </>
  );
}
