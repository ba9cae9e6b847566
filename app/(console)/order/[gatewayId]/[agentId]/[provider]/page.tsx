import { ListOrdered, Plus } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText, queryNumber, queryText, queryTexts } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { applyMove, decodeMove } from "#app/_ui/sortable-order.ts";
import { TabLinks } from "#app/_ui/tabs.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { EffectiveOrder } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/effective-order.tsx";
import { OrderEditor } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-editor.tsx";
import { shownList } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-list.ts";
import { StaleNotice } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/stale-notice.tsx";
import { type OrderDraft, orderHref } from "#app/(console)/order/order-draft.ts";
import { providerName } from "#lib/domain/providers.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { type OrderView, orderView } from "#lib/views/order-view.ts";

type Props = PageProps<"/order/[gatewayId]/[agentId]/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { agentId, provider } = await params;
  const t = await getT("order");
  return {
    title: t("editor_title", { provider: providerName(pathText(provider)), agent: pathText(agentId) }),
  };
}

export default async function OrderEditorPage({ params, searchParams }: Props) {
  const ctx = await operatorContext();
  const { gatewayId, agentId, provider } = await params;
  const view = orderView(ctx, {
    gatewayId: pathText(gatewayId),
    agentId: pathText(agentId),
    provider: pathText(provider),
  });
  if (!view) notFound();
  const query = await searchParams;
  const t = await getT("order");
  const nav = await getT("nav");
  const draft = draftOf(query);
  const find = queryText(query.find);
  const seen = queryNumber(query.version);
  const isStale = draft !== null && (query.stale === "1" || (seen !== undefined && seen !== view.version));
  const canManage = roleAllows(ctx.actor.role, "order:manage");

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/order", label: nav("order") },
          { href: addressOf("/order", { gateway: view.gatewayId }), label: view.gatewayName },
        ]}
        title={t("editor_title", { provider: providerName(view.provider), agent: view.agentId })}
        badge={<DemoBadge isDemo={view.isDemo} />}
        description={t("editor_lead", { gateway: view.gatewayName })}
      />
      {view.providers.length > 1 && (
        <TabLinks
          label={t("switch")}
          tabs={view.providers.map((each) => ({
            href: orderHref({ ...view, provider: each }),
            label: providerName(each),
            current: each === view.provider,
          }))}
        />
      )}
      <Stack>
        <Saved view={view} notice={query.notice} />
        {!view.isKnown && <Callout tone="info">{t("read_only")}</Callout>}
        {isStale && draft && <StaleNotice view={view} draft={draft} />}
        {draft && !isStale && <Callout tone="info">{t("draft")}</Callout>}
        {view.candidates.length === 0 ? (
          <NoProfiles view={view} canManage={canManage} />
        ) : canManage ? (
          <OrderEditor view={view} list={shownList(view, draft, find)} find={find} />
        ) : (
          <Callout tone="info">{t("not_allowed")}</Callout>
        )}
        {view.wanted.rows.length > 0 && <EffectiveOrder view={view} page={queryNumber(query.places)} />}
      </Stack>
    </>
  );
}

/** A draft in the address: from a step up or down without scripts, or from a save that was refused as stale. */
function draftOf(query: Awaited<Props["searchParams"]>): OrderDraft | null {
  const ids = queryTexts(query.ids);
  if (ids.length === 0) return null;
  const move = decodeMove(query.move);
  const include = queryTexts(query.include);
  return { ids: move ? applyMove(ids, move) : ids, include, keepsRest: query.rest === "keep" };
}

async function Saved({ view, notice }: { view: OrderView; notice: unknown }) {
  const t = await getT("order");
  if (notice !== "saved" && notice !== "cleared") return null;
  return (
    <Callout
      tone="success"
      live="status"
      actions={
        <LinkButton size="sm" href={`/gateways/${encodeURIComponent(view.gatewayId)}/publish`}>
          {t("publish")}
        </LinkButton>
      }
    >
      {t(`notice.${notice}`)}
    </Callout>
  );
}

async function NoProfiles({ view, canManage }: { view: OrderView; canManage: boolean }) {
  const t = await getT("order.empty");
  const { gatewayId, agentId, provider } = view;
  return (
    <Panel>
      <EmptyState
        icon={<ListOrdered />}
        title={t("no_profiles_title")}
        action={
          canManage && (
            <LinkButton
              href={addressOf("/profiles/new", { gateway: gatewayId, agent: agentId, provider })}
              icon={<Plus aria-hidden />}
            >
              {t("none_action")}
            </LinkButton>
          )
        }
      >
        {t("no_profiles", { agent: agentId, provider: providerName(provider) })}
      </EmptyState>
    </Panel>
  );
}
