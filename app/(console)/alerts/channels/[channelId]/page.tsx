import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { addressOf } from "#app/(console)/address.ts";
import { EndPanel } from "#app/(console)/alerts/channels/[channelId]/end-panel.tsx";
import { ChannelForm } from "#app/(console)/alerts/channels/channel-form.tsx";
import { TestButton } from "#app/(console)/alerts/channels/test-button.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { type ChannelItem, channelView } from "#lib/views/channels-view.ts";

type Props = PageProps<"/alerts/channels/[channelId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const ctx = await operatorContext();
  const channel = channelView(ctx, pathText((await params).channelId));
  return { title: channel?.name ?? (await getT("alerts.channels"))("title") };
}

export default async function ChannelPage({ params, searchParams }: Props) {
  const ctx = await operatorContext();
  const channel = channelView(ctx, pathText((await params).channelId));
  if (!channel) notFound();
  const t = await getT("alerts.channels");
  const { notice } = await searchParams;
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/alerts", label: (await getT("nav"))("alerts") },
          { href: "/alerts/channels", label: t("title") },
        ]}
        title={channel.name}
        badge={
          <StatusBadge tone={channel.isEnabled ? "success" : "neutral"}>
            {channel.isEnabled ? t("on") : t("off")}
          </StatusBadge>
        }
        description={(await getT("alerts.channel_kind"))(channel.kind)}
      />
      {!roleAllows(ctx.actor.role, "alert:manage") ? (
        <Callout>{t("not_allowed")}</Callout>
      ) : (
        <div className="grid grid-cols-1 items-start gap-(--stack) lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
          <Stack>
            {notice === "saved" && (
              <Callout tone="success" live="status">
                {t("saved")}
              </Callout>
            )}
            <Waiting channel={channel} />
            {!channel.isEnabled && <Callout tone="warn">{t("disabled_note")}</Callout>}
            <Panel>
              <ChannelForm kind={channel.kind} channel={channel} locale={await getLocale()} />
            </Panel>
          </Stack>
          <Stack>
            <Panel title={t("try_title")} description={t("try_lead")}>
              <div className="grid gap-3">
                <TestButton channelId={channel.id} />
                <div className="text-sm">
                  <TextLink href={addressOf("/alerts/deliveries", { channel: channel.id })}>
                    {t("its_deliveries")}
                  </TextLink>
                </div>
              </div>
            </Panel>
            <EndPanel channelId={channel.id} name={channel.name} />
          </Stack>
        </div>
      )}
    </>
  );
}

/** What is gathered for a digest or for the end of a quiet time. */
async function Waiting({ channel: { gathering } }: { channel: ChannelItem }) {
  if (!gathering || gathering.nextTryMs === null) return null;
  const t = await getT("alerts.channels");
  const when = formatDateTime(gathering.nextTryMs, await getLocale());
  return <Callout>{t("waiting", { count: gathering.notice.events.length, when })}</Callout>;
}
