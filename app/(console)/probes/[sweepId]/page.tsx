import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText, queryNumber } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getLocale, getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { Progress } from "#app/_ui/progress.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { formatDateTime } from "#app/_ui/time.ts";
import { LiveUpdates } from "#app/(console)/live-updates.client.tsx";
import { Paging } from "#app/(console)/paging.tsx";
import { ProbeTable } from "#app/(console)/probes/[sweepId]/probe-table.tsx";
import { cancelProbesAction } from "#app/(console)/probes/actions.ts";
import { sweepAddress } from "#app/(console)/probes/address.ts";
import { ScopeText, SweepBadge, SweepCounts } from "#app/(console)/probes/sweep-words.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { liveVersion } from "#lib/views/live-version.ts";
import { type SweepView, sweepView } from "#lib/views/probes-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("probes"))("sweep_title") };
}

export default async function SweepPage({ params, searchParams }: PageProps<"/probes/[sweepId]">) {
  const ctx = await operatorContext();
  const version = liveVersion(ctx);
  const sweepId = pathText((await params).sweepId);
  const view = sweepView(ctx, sweepId, { page: queryNumber((await searchParams).page) });
  if (!view) notFound();
  const t = await getT("probes");
  const { sweep, probes } = view;
  const isRunning = sweep.state === "running" || sweep.state === "cancelling";
  const who = sweep.origin === "schedule" ? t("by_schedule") : sweep.startedBy;

  return (
    <>
      <PageHeader
        breadcrumbs={[{ href: "/probes", label: (await getT("nav"))("probes") }]}
        title={<ScopeText scope={sweep.scope} />}
        badge={<SweepBadge state={sweep.state} />}
        description={t("started", { who, when: formatDateTime(sweep.startedAtMs, await getLocale()) })}
        actions={<LiveUpdates version={version} watched={isRunning} />}
      />
      <Stack>
        <Panel>
          <div className="grid gap-4">
            {isRunning && <Running view={view} canCancel={roleAllows(ctx.actor.role, "probe:manage")} />}
            {sweep.done > 0 && <SweepCounts counts={sweep.counts} waiting={sweep.total - sweep.done} />}
            {sweep.state === "interrupted" && <p className="text-sm text-warn-fg">{t("interrupted")}</p>}
          </div>
        </Panel>
        <ProbeTable probes={probes.rows} isRunning={isRunning} />
        <Paging
          page={probes.page}
          pageCount={probes.pageCount}
          hrefOf={(page) => sweepAddress(sweepId, { page })}
        />
      </Stack>
    </>
  );
}

async function Running({ view, canCancel }: { view: SweepView; canCancel: boolean }) {
  const t = await getT("probes");
  const { sweep, leftMs } = view;
  const detail =
    leftMs === null
      ? t("progress", { done: sweep.done, total: sweep.total })
      : t("progress_left", {
          done: sweep.done,
          total: sweep.total,
          seconds: Math.max(1, Math.ceil(leftMs / 1000)),
        });
  return (
    <div className="grid items-end gap-4 sm:grid-cols-[1fr_auto]">
      <Progress
        label={sweep.state === "cancelling" ? t("cancelling") : t("asking")}
        value={sweep.done}
        max={sweep.total}
        detail={detail}
      />
      {canCancel && sweep.state === "running" && (
        <ActionForm action={cancelProbesAction}>
          <input type="hidden" name="sweepId" value={sweep.id} />
          <SubmitButton variant="secondary" pendingLabel={t("cancelling")}>
            {t("cancel")}
          </SubmitButton>
        </ActionForm>
      )}
    </div>
  );
}
