import { Plus, Server } from "lucide-react";
import type { Metadata } from "next";
import { queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { AddDemo } from "#app/(console)/demo/add-demo.tsx";
import { GatewayTable } from "#app/(console)/gateways/gateway-table.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { gatewaysView } from "#lib/views/gateways-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("gateways"))("title") };
}

export default async function GatewaysPage({ searchParams }: PageProps<"/gateways">) {
  const ctx = await operatorContext();
  const t = await getT("gateways");
  const demo = await getT("demo");
  const view = gatewaysView(ctx);
  const query = await searchParams;
  const removed = queryText(query.removed);
  const canManage = roleAllows(ctx.actor.role, "gateway:manage");
  const add = (
    <LinkButton href="/gateways/new" variant="primary" icon={<Plus aria-hidden />}>
      {t("add")}
    </LinkButton>
  );

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={canManage && view.gateways.length > 0 ? add : undefined}
      />
      <Stack>
        {removed && (
          <Callout tone="success" live="status">
            {t("removed", { name: removed })}
          </Callout>
        )}
        {query.demo === "removed" && (
          <Callout tone="success" live="status">
            {demo("removed")}
          </Callout>
        )}
        <Panel flush>
          {view.gateways.length > 0 ? (
            <GatewayTable gateways={view.gateways} nowMs={view.asOfMs} />
          ) : (
            <EmptyState
              icon={<Server />}
              title={t("empty.title")}
              action={canManage && add}
              {...(canManage && {
                command: "clawkeep gateway add --name home --state-dir ~/.openclaw",
                commandLabel: t("empty.command"),
              })}
            >
              {canManage ? t("empty.body") : t("empty.viewer")}
            </EmptyState>
          )}
        </Panel>
        {canManage && view.gateways.length === 0 && <AddDemo />}
      </Stack>
    </>
  );
}
