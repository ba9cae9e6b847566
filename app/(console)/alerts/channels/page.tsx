import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { AlertTabs } from "#app/(console)/alerts/alert-tabs.tsx";
import { ChannelTable } from "#app/(console)/alerts/channels/channel-table.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { channelsView } from "#lib/views/channels-view.ts";
import { liveVersion } from "#lib/views/live-version.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("alerts.channels"))("title") };
}

export default async function ChannelsPage({ searchParams }: PageProps<"/alerts/channels">) {
  const ctx = await operatorContext();
  const t = await getT("alerts.channels");
  const version = liveVersion(ctx);
  const view = channelsView(ctx);
  const removed = queryText((await searchParams).removed);
  const canManage = roleAllows(ctx.actor.role, "alert:manage");
  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={
          <>
            <LiveUpdates version={version} />
            {canManage && view.channels.length > 0 && (
              <LinkButton href="/alerts/channels/new" variant="primary" icon={<Plus aria-hidden />}>
                {t("add")}
              </LinkButton>
            )}
          </>
        }
      />
      <AlertTabs />
      <Stack>
        {removed !== undefined && (
          <Callout tone="success" live="status">
            {t("removed", { name: removed })}
          </Callout>
        )}
        <ChannelTable view={view} canManage={canManage} />
        {!canManage && <p className="text-fg-muted text-sm">{t("not_allowed")}</p>}
      </Stack>
    </>
  );
}
