import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText, queryText } from "#app/_server/address.ts";
import { attempt } from "#app/_server/attempt.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { FoundOrders, FoundProfiles } from "#app/(console)/gateways/[gatewayId]/import/found-tables.tsx";
import { ImportForm, ImportSummary } from "#app/(console)/gateways/[gatewayId]/import/import-form.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { EnvironmentKeys } from "#app/(console)/gateways/environment-keys.tsx";
import { FindingList } from "#app/(console)/gateways/finding-list.tsx";
import { WalkSteps } from "#app/(console)/gateways/walk-steps.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { type ImportReport, previewImport } from "#lib/operations/import-gateway.ts";
import { type GatewayView, gatewayView } from "#lib/views/gateway-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("import_page"))("title") };
}

export default async function ImportPage({
  params,
  searchParams,
}: PageProps<"/gateways/[gatewayId]/import">) {
  const ctx = await operatorContext();
  const gateway = gatewayView(ctx, pathText((await params).gatewayId));
  if (!gateway) notFound();
  const { gatewayId, name } = gateway;
  const { value: report, refusal } = await attempt(() => previewImport(ctx, gatewayId));
  const query = await searchParams;
  const t = await getT("import_page");
  const nav = await getT("nav");
  const wasPublished = gateway.publications.some((publication) => publication.state === "finished");

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/gateways", label: nav("gateways") },
          { href: gatewayAddress(gatewayId), label: name },
        ]}
        title={t("title")}
        badge={<DemoBadge isDemo={isDemoStateDir(gateway.stateDir)} />}
        description={t("lead", { name })}
      />
      <Stack>
        {!wasPublished && <WalkSteps current={query.taken === undefined ? "import" : "publish"} />}
        <Done gateway={gateway} taken={queryText(query.taken)} added={query.added !== undefined} />
        {refusal && (
          <Callout tone={refusal.code === "gateway_owned_by_newer_release" ? "info" : "danger"}>
            {refusal.message}
          </Callout>
        )}
        {report && (
          <Found
            gateway={gateway}
            report={report}
            isDone={query.taken !== undefined && report.changes === 0}
          />
        )}
        {gateway.environment.length > 0 && <EnvironmentKeys gateway={gateway} />}
        {gateway.findings.length > 0 && (
          <Panel flush title={t("findings")}>
            <FindingList findings={gateway.findings} stateDir={gateway.stateDir} />
          </Panel>
        )}
      </Stack>
    </>
  );
}

type FoundProps = { gateway: GatewayView; report: ImportReport; isDone: boolean };

/** Everything that was found, under the confirmation; after an import only what there is. */
async function Found({ gateway, report, isDone }: FoundProps) {
  const { profiles, orders } = report;
  if (profiles.length === 0 && orders.length === 0) return <NothingFound gatewayId={gateway.gatewayId} />;
  return (
    <>
      {!isDone && <ImportSummary report={report} />}
      {!isDone && <ImportForm gatewayId={gateway.gatewayId} report={report} />}
      {profiles.length > 0 && <FoundProfiles profiles={profiles} nowMs={gateway.asOfMs} />}
      {orders.length > 0 && <FoundOrders orders={orders} />}
    </>
  );
}

type DoneProps = { gateway: GatewayView; taken: string | undefined; added: boolean };

/** What was just done, with the step that follows. */
async function Done({ gateway, taken, added }: DoneProps) {
  const t = await getT("import_page");
  const { gatewayId, name, unpublished } = gateway;
  if (taken === undefined) {
    if (!added) return null;
    return (
      <Callout tone="success" live="status" title={t("added_title", { name })}>
        {t("added")}
      </Callout>
    );
  }
  const count = Number.parseInt(taken, 10) || 0;
  return (
    <Callout
      tone="success"
      live="status"
      title={t("taken_title", { count })}
      actions={
        <>
          {unpublished > 0 && (
            <LinkButton size="sm" variant="primary" href={gatewayAddress(gatewayId, "publish")}>
              {t("review")}
            </LinkButton>
          )}
          <LinkButton size="sm" href={addressOf("/profiles", { gateway: gatewayId })}>
            {t("profiles")}
          </LinkButton>
        </>
      }
    >
      {t("taken", { unpublished })}
    </Callout>
  );
}

async function NothingFound({ gatewayId }: { gatewayId: string }) {
  const t = await getT("import_page");
  return (
    <Panel flush>
      <EmptyState
        icon={<SearchX />}
        title={t("empty_title")}
        action={
          <LinkButton variant="primary" href={addressOf("/profiles/new", { gateway: gatewayId })}>
            {t("empty_action")}
          </LinkButton>
        }
      >
        {t("empty")}
      </EmptyState>
    </Panel>
  );
}
