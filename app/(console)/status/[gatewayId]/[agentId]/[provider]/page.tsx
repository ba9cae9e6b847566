import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText, queryNumber } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { DemoBadge } from "#app/(console)/demo/demo-badge.tsx";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import { Paging } from "#app/(console)/paging.tsx";
import { CellAnswer } from "#app/(console)/status/[gatewayId]/[agentId]/[provider]/cell-answer.tsx";
import { CellMoves } from "#app/(console)/status/[gatewayId]/[agentId]/[provider]/cell-moves.tsx";
import { CellProfiles } from "#app/(console)/status/[gatewayId]/[agentId]/[provider]/cell-profiles.tsx";
import { cellAddress, statusAddress } from "#app/(console)/status-address.ts";
import { STATE_TONE } from "#app/(console)/status-state.tsx";
import { StepAction } from "#app/(console)/status-step.tsx";
import { CauseText, StateBadge } from "#app/(console)/status-words.tsx";
import { providerName } from "#lib/domain/providers.ts";
import type { Role } from "#lib/domain/role.ts";
import { failoverView } from "#lib/views/failover-view.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { type StatusCellView, statusCellView } from "#lib/views/status-cell-view.ts";

type Props = PageProps<"/status/[gatewayId]/[agentId]/[provider]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { agentId, provider } = await params;
  const t = await getT("status.cell");
  return { title: t("title", { provider: providerName(pathText(provider)), agent: pathText(agentId) }) };
}

export default async function StatusCellPage({ params, searchParams }: Props) {
  const ctx = await operatorContext();
  const { gatewayId, agentId, provider } = await params;
  const version = liveVersion(ctx);
  const view = statusCellView(ctx, {
    gatewayId: pathText(gatewayId),
    agentId: pathText(agentId),
    provider: pathText(provider),
    page: queryNumber((await searchParams).page),
  });
  if (!view) notFound();
  const t = await getT("status");
  const { row, profiles } = view;

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/", label: (await getT("nav"))("status") },
          { href: statusAddress({ gateway: row.gatewayId }), label: row.gatewayName },
        ]}
        title={t("cell.title", { provider: providerName(row.provider), agent: row.agentId })}
        badge={
          <>
            <StateBadge state={row.state} look="box" />
            <DemoBadge isDemo={row.isDemo} />
          </>
        }
        description={t("cell.lead", { gateway: row.gatewayName })}
        actions={<LiveUpdates version={version} />}
      />
      <Stack>
        <Cause view={view} role={ctx.actor.role} />
        <DriftNotice view={view} />
        <CellAnswer view={view} />
        {profiles.found > 0 && <CellProfiles view={view} role={ctx.actor.role} />}
        <Paging
          page={profiles.page}
          pageCount={profiles.pageCount}
          hrefOf={(page) => cellAddress(row, { page })}
        />
        <CellMoves moves={failoverView(ctx, row)} nowMs={view.asOfMs} />
        <WhereElse view={view} />
      </Stack>
    </>
  );
}

/** What is wrong, why, and the one next step. */
async function Cause({ view, role }: { view: StatusCellView; role: Role }) {
  const t = await getT("status");
  const { row, asOfMs } = view;
  const isClaudeCodeOnly = view.profiles.rows.some((profile) => profile.mayBeClaudeCodeOnly);
  const isSetupToken = row.provider === "anthropic" && ["add", "replace"].includes(row.step.kind);
  const addHref = addressOf("/profiles/new", {
    gateway: row.gatewayId,
    agent: row.agentId,
    provider: row.provider,
    kind: "api-key",
  });
  return (
    <>
      {row.step.kind !== "none" && (
        <Callout
          tone={STATE_TONE[row.state]}
          title={<CauseText cause={row.cause} window={row.window} nowMs={asOfMs} />}
          actions={<StepAction step={row.step} place={row} role={role} />}
        >
          {t(`step_text.${row.step.kind}`)} {isSetupToken && t("setup_token")}
        </Callout>
      )}
      {isClaudeCodeOnly && (
        <Callout
          tone="info"
          actions={
            <LinkButton size="sm" href={addHref}>
              {t("claude_code_action")}
            </LinkButton>
          }
        >
          {t("claude_code")}
        </Callout>
      )}
    </>
  );
}

async function DriftNotice({ view }: { view: StatusCellView }) {
  const t = await getT("status.cell");
  if (view.drift.length === 0) return null;
  return (
    <Callout
      tone="warn"
      title={t("drift_title")}
      actions={
        <LinkButton size="sm" href={`/gateways/${encodeURIComponent(view.row.gatewayId)}`}>
          {t("drift_action")}
        </LinkButton>
      }
    >
      <ul>
        {view.drift.map(({ kind, key, what }) => (
          <li key={`${kind} ${key}`}>
            {key}: {t(`drift.${what}`)}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** Pages that answer "why". */
async function WhereElse({ view: { row } }: { view: StatusCellView }) {
  const t = await getT("status.cell");
  const { gatewayId } = row;
  return (
    <Panel>
      <div className="flex flex-wrap gap-2">
        <LinkButton href={orderHref(row)}>{t("order")}</LinkButton>
        <LinkButton href={addressOf("/timeline", { gateway: gatewayId, group: "provider" })}>
          {t("timeline")}
        </LinkButton>
        <LinkButton href={addressOf("/doctor", { gateway: gatewayId })}>{t("doctor")}</LinkButton>
      </div>
    </Panel>
  );
}
