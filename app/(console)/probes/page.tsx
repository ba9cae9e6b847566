import { Activity } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { DataTable } from "#app/_ui/data-table.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { RelativeTime } from "#app/_ui/relative-time.tsx";
import { TextLink } from "#app/_ui/text.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { sweepAddress } from "#app/(console)/probes/address.ts";
import { StartProbes } from "#app/(console)/probes/start-probes.tsx";
import { ScopeText, SweepBadge, SweepCounts } from "#app/(console)/probes/sweep-words.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { type ProbesView, probesView } from "#lib/views/probes-view.ts";
import { registeredGatewaysView } from "#lib/views/registered-gateways-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("probes"))("title") };
}

export default async function ProbesPage({ searchParams }: PageProps<"/probes">) {
  const ctx = await operatorContext();
  const t = await getT("probes");
  const version = liveVersion(ctx);
  const view = probesView(ctx, { page: queryNumber((await searchParams).page) });
  const { gateways } = registeredGatewaysView(ctx);
  const canRun = roleAllows(ctx.actor.role, "probe:manage");

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("lead")}
        actions={
          <>
            <LiveUpdates version={version} />
            <LinkButton href="/probes/rules">{t("rules.open")}</LinkButton>
          </>
        }
      />
      {gateways.length === 0 ? (
        <NoGateway role={ctx.actor.role} what="probes" />
      ) : (
        <Stack>
          {canRun && <StartProbes gateways={gateways} />}
          <Sweeps view={view} />
          <Paging
            page={view.sweeps.page}
            pageCount={view.sweeps.pageCount}
            hrefOf={(page) => `/probes?page=${page}`}
          />
        </Stack>
      )}
    </>
  );
}

async function Sweeps({ view }: { view: ProbesView }) {
  const t = await getT("probes");
  const locale = await getLocale();
  return (
    <Panel flush title={t("history")}>
      <DataTable
        caption={t("history")}
        rows={view.sweeps.rows}
        rowKey={(row) => row.id}
        empty={
          <EmptyState icon={<Activity />} heading="h3" title={t("empty_title")}>
            {t("empty")}
          </EmptyState>
        }
        columns={[
          {
            key: "scope",
            header: t("column.scope"),
            rowHeader: true,
            nowrap: true,
            cell: (row) => (
              <TextLink href={sweepAddress(row.id)}>
                <ScopeText scope={row.scope} />
              </TextLink>
            ),
          },
          {
            key: "state",
            header: t("column.state"),
            nowrap: true,
            cell: (row) => <SweepBadge state={row.state} />,
          },
          {
            key: "results",
            header: t("column.results"),
            grow: true,
            cell: (row) => <SweepCounts counts={row.counts} waiting={row.total - row.done} />,
          },
          {
            key: "who",
            header: t("column.who"),
            nowrap: true,
            cell: (row) => (
              <span className="[overflow-wrap:anywhere]">
                {row.origin === "schedule" ? t("by_schedule") : row.startedBy}
              </span>
            ),
          },
          {
            key: "when",
            header: t("column.when"),
            nowrap: true,
            cell: (row) => (
              <RelativeTime atMs={row.startedAtMs} nowMs={view.asOfMs} locale={locale} look="relative" />
            ),
          },
        ]}
      />
    </Panel>
  );
}
