import { ListOrdered, Server } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { OrderFilter } from "#app/(console)/order/order-filter.tsx";
import { OrderTable } from "#app/(console)/order/order-table.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { type OrderIndexView, orderIndexView } from "#lib/views/order-index-view.ts";
import { pageOf } from "#lib/views/page-of.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("order"))("title") };
}

export default async function OrdersPage({ searchParams }: PageProps<"/order">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("order");
  const [gatewayId, agentId, provider] = [params.gateway, params.agent, params.provider].map(queryText);
  const view = orderIndexView(ctx, { gatewayId, agentId, provider }) ?? orderIndexView(ctx);
  const page = pageOf(view?.rows ?? [], queryNumber(params.page));

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      {view === null ? (
        <NoGateway role={ctx.actor.role} what="order" />
      ) : (
        <Stack>
          <OrderFilter view={view} agentId={agentId} provider={provider} />
          <Panel flush>
            {view.rows.length === 0 ? <NoOrders view={view} /> : <OrderTable view={view} rows={page.rows} />}
          </Panel>
          <Paging
            page={page.page}
            pageCount={page.pageCount}
            hrefOf={(number) =>
              addressOf("/order", { gateway: view.gatewayId, agent: agentId, provider, page: number })
            }
          />
        </Stack>
      )}
    </>
  );
}

async function NoOrders({ view }: { view: OrderIndexView }) {
  const t = await getT("order.empty");
  if (view.agentIds.length === 0) {
    return (
      <EmptyState icon={<Server />} title={t("state_dir_title")}>
        {t("state_dir")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<ListOrdered />}
      title={t("none_title")}
      action={
        <LinkButton href={addressOf("/profiles/new", { gateway: view.gatewayId })}>
          {t("none_action")}
        </LinkButton>
      }
    >
      {t("none")}
    </EmptyState>
  );
}
