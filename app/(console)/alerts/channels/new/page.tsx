import type { Metadata } from "next";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { ChannelForm } from "#app/(console)/alerts/channels/channel-form.tsx";
import { KindCards } from "#app/(console)/alerts/channels/new/kind-cards.tsx";
import { isChannelKind } from "#lib/domain/channel.ts";
import { roleAllows } from "#lib/domain/role.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("alerts.channels"))("new_title") };
}

export default async function NewChannelPage({ searchParams }: PageProps<"/alerts/channels/new">) {
  const ctx = await operatorContext();
  const t = await getT("alerts.channels");
  const kinds = await getT("alerts.channel_kind");
  const hints = await getT("alerts.channel_hint");
  const { kind: asked } = await searchParams;
  const kind = isChannelKind(asked) ? asked : null;
  const above = [
    { href: "/alerts", label: (await getT("nav"))("alerts") },
    { href: "/alerts/channels", label: t("title") },
  ];
  return (
    <>
      <PageHeader
        breadcrumbs={
          kind === null ? above : [...above, { href: "/alerts/channels/new", label: t("new_title") }]
        }
        title={kind === null ? t("new_title") : t("new_kind", { kind: kinds(kind) })}
        description={kind === null ? t("new_lead") : hints(kind)}
      />
      {!roleAllows(ctx.actor.role, "alert:manage") ? (
        <Callout>{t("not_allowed")}</Callout>
      ) : kind === null ? (
        <KindCards />
      ) : (
        <div className="max-w-2xl">
          <Panel>
            <ChannelForm kind={kind} channel={null} locale={await getLocale()} />
          </Panel>
        </div>
      )}
    </>
  );
}
