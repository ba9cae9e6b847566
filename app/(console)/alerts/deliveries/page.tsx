import { Send } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { AlertTabs } from "#app/(console)/alerts/alert-tabs.tsx";
import { DeliveryTable } from "#app/(console)/alerts/deliveries/delivery-table.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { channelView, deliveriesView } from "#lib/views/channels-view.ts";
import { liveVersion } from "#lib/views/live-version.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("alerts.deliveries"))("title") };
}

export default async function DeliveriesPage({ searchParams }: PageProps<"/alerts/deliveries">) {
  const ctx = await operatorContext();
  const t = await getT("alerts.deliveries");
  const version = liveVersion(ctx);
  const query = await searchParams;
  const channelId = queryText(query.channel);
  const channel = channelId === undefined ? null : channelView(ctx, channelId);
  const view = deliveriesView(ctx, { page: queryNumber(query.page), channelId: channel?.id });
  const { found, page, pageCount } = view.page;
  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} actions={<LiveUpdates version={version} />} />
      <AlertTabs />
      <Stack>
        {channel && (
          <Callout
            actions={
              <LinkButton size="sm" href="/alerts/deliveries">
                {t("all_channels")}
              </LinkButton>
            }
          >
            {t("one_channel", { name: channel.name })}
          </Callout>
        )}
        {found === 0 ? (
          <Panel>
            <EmptyState icon={<Send />} title={t("empty_title")}>
              {t("empty")}
            </EmptyState>
          </Panel>
        ) : (
          <DeliveryTable view={view} role={ctx.actor.role} />
        )}
        <Paging
          page={page}
          pageCount={pageCount}
          hrefOf={(to) => addressOf("/alerts/deliveries", { channel: channel?.id, page: to })}
        />
      </Stack>
    </>
  );
}
