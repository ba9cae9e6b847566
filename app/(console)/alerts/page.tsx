import { BellRing } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { AlertTable } from "#app/(console)/alerts/alert-table.tsx";
import { AlertTabs } from "#app/(console)/alerts/alert-tabs.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { alertsView } from "#lib/views/alerts-view.ts";
import { liveVersion } from "#lib/views/live-version.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("alerts"))("title") };
}

export default async function AlertsPage({ searchParams }: PageProps<"/alerts">) {
  const ctx = await operatorContext();
  const t = await getT("alerts");
  const version = liveVersion(ctx);
  const view = alertsView(ctx, queryNumber((await searchParams).page));
  const canManage = roleAllows(ctx.actor.role, "alert:manage");
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} actions={<LiveUpdates version={version} />} />
      <AlertTabs />
      <Stack>
        {view.channelCount === 0 && (
          <Callout
            title={t("now.no_channel_title")}
            actions={
              canManage && (
                <LinkButton size="sm" href="/alerts/channels/new">
                  {t("now.add_channel")}
                </LinkButton>
              )
            }
          >
            {t("now.no_channel")}
          </Callout>
        )}
        {view.page.found === 0 ? (
          <Panel>
            <EmptyState icon={<BellRing />} title={t("now.empty_title")}>
              {view.lookedAtMs !== null ? t("now.empty") : t("now.not_looked")}
            </EmptyState>
          </Panel>
        ) : (
          <AlertTable view={view} role={ctx.actor.role} />
        )}
        <Paging
          page={view.page.page}
          pageCount={view.page.pageCount}
          hrefOf={(page) => `/alerts?page=${page}`}
        />
      </Stack>
    </>
  );
}
