import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
import { attempt } from "#app/_server/attempt.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { DemoPanel } from "#app/(console)/demo/demo-panel.tsx";
import { AgentsPanel } from "#app/(console)/gateways/[gatewayId]/agents-panel.tsx";
import { DriftPanel } from "#app/(console)/gateways/[gatewayId]/drift-panel.tsx";
import { EndPanel } from "#app/(console)/gateways/[gatewayId]/end-panel.tsx";
import { GatewayFacts } from "#app/(console)/gateways/[gatewayId]/gateway-facts.tsx";
import { GatewayNotices } from "#app/(console)/gateways/[gatewayId]/gateway-notices.tsx";
import { HostNotices, HostPanel } from "#app/(console)/gateways/[gatewayId]/host-panel.tsx";
import { PublicationsPanel } from "#app/(console)/gateways/[gatewayId]/publications-panel.tsx";
import { PublishNotes } from "#app/(console)/gateways/[gatewayId]/publish/publish-warnings.tsx";
import { ResolverPanel } from "#app/(console)/gateways/[gatewayId]/resolver-panel.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { EnvironmentKeys } from "#app/(console)/gateways/environment-keys.tsx";
import { FindingList } from "#app/(console)/gateways/finding-list.tsx";
import { GatewayStatusBadge } from "#app/(console)/gateways/gateway-status.tsx";
import { ProbeButton } from "#app/(console)/probes/start-probes.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import type { PublishNote } from "#lib/domain/publish-receipt.ts";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { previewUnpublish } from "#lib/operations/unpublish-gateway.ts";
import { type GatewayView, gatewayView } from "#lib/views/gateway-view.ts";

export async function generateMetadata({ params }: PageProps<"/gateways/[gatewayId]">): Promise<Metadata> {
  const ctx = await operatorContext();
  return { title: gatewayView(ctx, pathText((await params).gatewayId))?.name };
}

export default async function GatewayPage({ params, searchParams }: PageProps<"/gateways/[gatewayId]">) {
  const ctx = await operatorContext();
  const gateway = gatewayView(ctx, pathText((await params).gatewayId));
  if (!gateway) notFound();
  const t = await getT("gateway");
  const nav = await getT("nav");
  const { role } = ctx.actor;
  const isDemo = isDemoStateDir(gateway.stateDir);
  // Where nothing can be published and nothing was, its traces would be empty boxes.
  const isUsed = gateway.obstacle === null || gateway.publications.length > 0;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/gateways", label: nav("gateways") }]}
        title={gateway.name}
        badge={
          <>
            <GatewayStatusBadge gateway={withLast(gateway)} />
            <DemoBadge isDemo={isDemo} />
          </>
        }
        description={<Mono>{gateway.stateDir}</Mono>}
        actions={<HeaderActions gateway={gateway} role={role} />}
      />
      <Stack>
        <GatewayNotices
          gateway={gateway}
          query={await searchParams}
          canManage={roleAllows(role, "gateway:manage")}
          canAsk={roleAllows(role, "publish")}
        />
        <HostNotices gateway={gateway} />
        {isDemo && <DemoPanel name={gateway.name} role={role} />}
        <PublishNotes notes={gateway.left} />
        {gateway.drift && gateway.drift.length > 0 && (
          <DriftPanel
            gateway={gateway}
            drift={gateway.drift}
            canAdopt={roleAllows(role, "credential:manage")}
          />
        )}
        <div className="grid grid-cols-1 items-start gap-(--stack) xl:grid-cols-[minmax(0,1fr)_minmax(0,25rem)]">
          <Stack>
            {gateway.agentCount !== null && <AgentsPanel gateway={gateway} />}
            {gateway.findings.length > 0 && (
              <Panel flush title={t("findings.title")} description={t("findings.lead")}>
                <FindingList findings={gateway.findings} stateDir={gateway.stateDir} />
              </Panel>
            )}
            {gateway.environment.length > 0 && <EnvironmentKeys gateway={gateway} />}
            {isUsed && <PublicationsPanel gateway={gateway} />}
          </Stack>
          <Stack>
            {gateway.host && <HostPanel host={gateway.host} asOfMs={gateway.asOfMs} />}
            <GatewayFacts gateway={gateway} canAsk={roleAllows(role, "publish")} />
            {isUsed && <ResolverPanel gateway={gateway} canRevoke={roleAllows(role, "gateway:manage")} />}
            {!isDemo && <EndPanel gateway={gateway} role={role} notes={await unpublishNotes(ctx, gateway)} />}
          </Stack>
        </div>
      </Stack>
    </>
  );
}

/** What taking everything off the gateway would leave; nothing when that cannot be done now. */
async function unpublishNotes(
  ctx: OperationContext,
  { gatewayId, publishedCount, obstacle }: GatewayView,
): Promise<PublishNote[]> {
  if (publishedCount === 0 || obstacle !== null) return [];
  const { value } = await attempt(() => previewUnpublish(ctx, gatewayId));
  return value?.notes ?? [];
}

function withLast(gateway: GatewayView) {
  return { ...gateway, lastPublication: gateway.publications[0] ?? null };
}

/** The one that comes next is the primary: importing while nothing is held, publishing after that. */
async function HeaderActions({ gateway, role }: { gateway: GatewayView; role: Role }) {
  const t = await getT("gateway.action");
  const { gatewayId, obstacle, storage, host } = gateway;
  const isNew = gateway.profileCount === 0;
  const isHere = host === null;
  return (
    <>
      {isHere && roleAllows(role, "gateway:manage") && (
        <LinkButton variant="ghost" href={gatewayAddress(gatewayId, "edit")}>
          {t("edit")}
        </LinkButton>
      )}
      {obstacle === null && !isNew && roleAllows(role, "probe:manage") && (
        <ProbeButton scope={{ gatewayId }} />
      )}
      {isHere && obstacle === null && storage !== "sqlite" && roleAllows(role, "credential:manage") && (
        <LinkButton variant={isNew ? "primary" : "secondary"} href={gatewayAddress(gatewayId, "import")}>
          {t("import")}
        </LinkButton>
      )}
      {obstacle === null && (
        <LinkButton variant={isNew ? "secondary" : "primary"} href={gatewayAddress(gatewayId, "publish")}>
          {t("publish")}
        </LinkButton>
      )}
    </>
  );
}
