import { KeyRound, SearchX } from "lucide-react";
import type { Metadata } from "next";
import { queryNumber, queryText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { isFirstRunSkipped } from "#app/_server/preferences.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { EmptyState } from "#app/_ui/empty-state.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { BackupTrouble } from "#app/(console)/backup-trouble.tsx";
import { ConsoleTrouble } from "#app/(console)/console-trouble.tsx";
import { FirstRun, FirstRunGoesOn } from "#app/(console)/first-run.tsx";
import { GatewayCard, mostPressingFirst } from "#app/(console)/gateway-card.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { Ready } from "#app/(console)/ready.tsx";
import { statusAddress } from "#app/(console)/status-address.ts";
import { StatusCounts } from "#app/(console)/status-counts.tsx";
import { StatusFilterForm } from "#app/(console)/status-filter.tsx";
import { StatusList } from "#app/(console)/status-list.tsx";
import { matricesOf, StatusMatrix } from "#app/(console)/status-matrix.tsx";
import { StateShapes } from "#app/(console)/status-words.tsx";
import { type Role, roleAllows } from "#lib/domain/role.ts";
import { type BackupRunItem, failedBackup } from "#lib/views/backups-view.ts";
import { firstRunView, readyView } from "#lib/views/first-run-view.ts";
import type { NextStep } from "#lib/views/gateway-status.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { isStatusFilter, isStatusSort, type StatusQuery } from "#lib/views/status-search.ts";
import { type StatusView, statusView } from "#lib/views/status-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("home"))("title") };
}

export default async function StatusPage({ searchParams }: PageProps<"/">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("home");
  const query: StatusQuery = {
    q: queryText(params.q),
    gateway: queryText(params.gateway),
    agent: queryText(params.agent),
    provider: queryText(params.provider),
    state: isStatusFilter(params.state) ? params.state : undefined,
    sort: isStatusSort(params.sort) ? params.sort : undefined,
  };
  // Asked before the files are read, so that a change in between is noticed at the next question.
  const version = liveVersion(ctx);
  const view = statusView(ctx, { ...query, page: queryNumber(params.page) });
  const { role } = ctx.actor;
  const isLed = roleAllows(role, "gateway:manage") && !(await isFirstRunSkipped());
  const firstRun = isLed ? firstRunView(ctx) : null;
  const readyId = queryText(params.ready);
  const ready = readyId ? readyView(ctx, readyId) : null;

  return (
    <>
      <PageHeader
        title={t("title")}
        description={t("asOf", { when: formatDateTime(view.asOfMs, await getLocale()) })}
        actions={<LiveUpdates version={version} />}
      />
      {roleAllows(role, "key:read") && <ConsoleTrouble />}
      <FailedBackup run={roleAllows(role, "key:read") ? failedBackup(ctx) : null} />
      {view.gateways.length === 0 ? (
        <FirstRun role={role} />
      ) : (
        <Stack>
          {ready && <Ready ready={ready} />}
          {firstRun?.gateway && <FirstRunGoesOn view={firstRun} />}
          <GatewayCards view={view} role={role} steps={BROKEN} />
          {view.total > 0 && <Overview view={view} query={query} role={role} />}
          <GatewayCards view={view} role={role} steps={WORKING} />
        </Stack>
      )}
    </>
  );
}

/** Of these nothing, or not all, is among the agents and providers, so they come before them. */
const BROKEN: readonly NextStep[] = ["mend_state_dir", "ask_gateway", "mend_config", "mend_file"];
const WORKING: readonly NextStep[] = [
  "import",
  "add",
  "replace_unusable",
  "publish",
  "replace_expiring",
  "nothing",
];

type CardsProps = { view: StatusView; role: Role; steps: readonly NextStep[] };

function GatewayCards({ view, role, steps }: CardsProps) {
  return mostPressingFirst(view.gateways.filter(({ nextStep }) => steps.includes(nextStep))).map((status) => (
    <GatewayCard key={status.gatewayId} status={status} nowMs={view.asOfMs} role={role} />
  ));
}

type OverviewProps = { view: StatusView; query: StatusQuery; role: Role };

async function Overview({ view, query, role }: OverviewProps) {
  const t = await getT("status");
  const { page } = view;
  return (
    <>
      <StateShapes />
      <StatusCounts view={view} />
      <StatusFilterForm query={query} view={view} />
      <Found view={view} query={query} role={role} />
      <div className="flex flex-wrap items-center justify-between gap-3 text-fg-muted text-sm">
        <span className="tabular-nums">{t("found", { count: page.found })}</span>
        <Paging
          page={page.page}
          pageCount={page.pageCount}
          hrefOf={(number) => statusAddress({ ...query, page: number })}
        />
      </div>
    </>
  );
}

/** A grid while there are few and nobody asks for more than a look; else a row for each, with its next step. */
async function Found({ view, query, role }: OverviewProps) {
  const t = await getT("status");
  const { page, asOfMs } = view;
  if (page.found === 0) {
    return (
      <Panel>
        <EmptyState
          icon={query.q || query.state ? <SearchX /> : <KeyRound />}
          title={t("empty.filtered_title")}
          action={<LinkButton href="/">{t("empty.filtered_action")}</LinkButton>}
        >
          {t("empty.filtered")}
        </EmptyState>
      </Panel>
    );
  }
  const isPlain = query.state === undefined && query.sort === undefined && page.pageCount === 1;
  const matrices = isPlain ? matricesOf(page.rows) : null;
  if (matrices) {
    return matrices.map((matrix) => <StatusMatrix key={matrix.gatewayId} matrix={matrix} nowMs={asOfMs} />);
  }
  return (
    <Panel flush>
      <StatusList rows={page.rows} nowMs={asOfMs} role={role} showGateway={view.gateways.length > 1} />
    </Panel>
  );
}

async function FailedBackup({ run }: { run: BackupRunItem | null }) {
  if (!run) return null;
  const t = await getT("backups");
  const look = (
    <LinkButton href="/settings/backups" size="sm">
      {t("look")}
    </LinkButton>
  );
  return (
    <div className="mb-(--stack)">
      <BackupTrouble run={run} actions={look} />
    </div>
  );
}
