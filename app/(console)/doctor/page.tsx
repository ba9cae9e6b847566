import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { DoctorFilter } from "#app/(console)/doctor/doctor-filter.tsx";
import { DoctorNotices } from "#app/(console)/doctor/doctor-notices.tsx";
import type { DoctorQuery } from "#app/(console)/doctor/doctor-query.ts";
import { GatewayFindings } from "#app/(console)/doctor/gateway-findings.tsx";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { examineGateways } from "#lib/operations/examine-gateway.ts";
import { type DoctorView, doctorView, isSeverity } from "#lib/views/doctor-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("doctor"))("title") };
}

export default async function DoctorPage({ searchParams }: PageProps<"/doctor">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("doctor");
  const query: DoctorQuery = {
    gateway: queryText(params.gateway),
    severity: isSeverity(params.severity) ? params.severity : undefined,
    code: queryText(params.code),
  };
  const reports = await examineGateways(ctx);
  const view = doctorView(reports, { ...query, page: queryNumber(params.page) });
  const canFix = roleAllows(ctx.actor.role, "publish");

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      <Stack>
        <DoctorNotices params={params} canFix={canFix} />
        {view.gateways.length === 0 ? (
          <NoGateway role={ctx.actor.role} what="doctor" />
        ) : (
          <Examined view={view} query={query} canFix={canFix} />
        )}
      </Stack>
    </>
  );
}

async function Examined({ view, query, canFix }: { view: DoctorView; query: DoctorQuery; canFix: boolean }) {
  const t = await getT("doctor");
  return (
    <>
      {view.codes.length > 0 && <DoctorFilter query={query} view={view} />}
      {view.examined.map((gateway) => (
        <GatewayFindings key={gateway.gatewayId} gateway={gateway} shown={query.gateway} canFix={canFix} />
      ))}
      {view.examined.length === 0 && (
        <Panel>
          <EmptyState
            icon={<SearchX />}
            title={t("empty.filtered_title")}
            action={<LinkButton href="/doctor">{t("empty.filtered_action")}</LinkButton>}
          >
            {t("empty.filtered")}
          </EmptyState>
        </Panel>
      )}
      <div className="flex flex-wrap items-center justify-between gap-3 text-fg-muted text-sm">
        <span className="tabular-nums">{t("found", { count: view.found })}</span>
        <Paging
          page={view.page}
          pageCount={view.pageCount}
          hrefOf={(page) => addressOf("/doctor", { ...query, page })}
        />
      </div>
      <NotChecked view={view} />
    </>
  );
}

async function NotChecked({ view }: { view: DoctorView }) {
  const t = await getT("doctor");
  if (view.notChecked.length === 0) return null;
  return (
    <Panel title={t("unchecked.title")} description={t("unchecked.lead")}>
      <ul className="grid max-w-prose list-disc gap-1 pl-5 text-fg-muted text-sm">
        {view.notChecked.map((what) => (
          <li key={what}>{t(`not_checked.${what}`)}</li>
        ))}
      </ul>
    </Panel>
  );
}
