import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { queryText } from "#app/_server/address.ts";
import { attempt } from "#app/_server/attempt.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { BlockNotice } from "#app/(console)/keys/block-notice.tsx";
import { GatewayChoice } from "#app/(console)/keys/gateway-choice.tsx";
import { ManagedPanel } from "#app/(console)/keys/managed-panel.tsx";
import { RestartPanel } from "#app/(console)/keys/restart-panel.tsx";
import { RotationPanel } from "#app/(console)/keys/rotation-panel.tsx";
import { SourcesPanel } from "#app/(console)/keys/sources-panel.tsx";
import { VariablesPanel } from "#app/(console)/keys/variables-panel.tsx";
import { WritePanel } from "#app/(console)/keys/write-panel.tsx";
import { NoGateway } from "#app/(console)/no-gateway.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { inspectEnvironmentKeys } from "#lib/operations/inspect-environment-keys.ts";
import { type KeySourcesView, keySourcesView } from "#lib/views/key-sources-view.ts";

const NOTICES = ["written", "removed", "rewritten"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("key_sources"))("title") };
}

export default async function KeySourcesPage({ searchParams }: PageProps<"/keys">) {
  const ctx = await operatorContext();
  const params = await searchParams;
  const t = await getT("key_sources");
  const gatewayId = queryText(params.gateway);
  const view = keySourcesView(ctx, { gatewayId });
  if (!view && gatewayId) notFound();
  const [of, variable] = [params.of, params.variable].map(queryText);
  const notice = NOTICES.find((each) => each === queryText(params.notice));

  return (
    <>
      <PageHeader title={t("title")} description={t("lead")} />
      {view === null ? (
        <NoGateway role={ctx.actor.role} what="keys" />
      ) : (
        <Stack>
          {view.gateways.length > 1 && <GatewayChoice view={view} />}
          {notice && <Notice notice={notice} variable={of} />}
          {notice && <RestartPanel view={view} />}
          <Obstacle view={view} />
          <Content
            view={view}
            block={await attempt(() => inspectEnvironmentKeys(ctx, view.gatewayId))}
            canManage={roleAllows(ctx.actor.role, "credential:manage")}
            canTry={roleAllows(ctx.actor.role, "probe:manage")}
            variable={variable}
            restartIsAbove={notice !== undefined}
          />
        </Stack>
      )}
    </>
  );
}

type ContentProps = Parameters<typeof ManagedPanel>[0] & {
  canTry: boolean;
  variable: string | undefined;
  /** The restart is said above already, under what was just done. */
  restartIsAbove: boolean;
};

function Content({ view, block, canManage, canTry, variable, restartIsAbove }: ContentProps) {
  const canWrite = view.problem === null && view.storage === "auth-profiles-json";
  const isAboutWriting = view.managed.length > 0 || variable !== undefined;
  return (
    <>
      {view.problem === null && <BlockNotice view={view} block={block} canManage={canManage && canWrite} />}
      <div className="grid grid-cols-1 items-start gap-(--stack) xl:grid-cols-[minmax(0,1fr)_minmax(0,24rem)]">
        <SourcesPanel view={view} />
        <Stack>
          <WritePanel
            view={view}
            block={block}
            canWrite={canWrite}
            canManage={canManage}
            variable={variable}
          />
          {!restartIsAbove && isAboutWriting && <RestartPanel view={view} />}
        </Stack>
      </div>
      <VariablesPanel view={view} />
      <RotationPanel view={view} canTry={canTry} />
      <ManagedPanel view={view} block={block} canManage={canManage && canWrite} />
    </>
  );
}

type NoticeProps = { notice: (typeof NOTICES)[number]; variable: string | undefined };

async function Notice({ notice, variable = "" }: NoticeProps) {
  const t = await getT("key_sources.notice");
  return (
    <Callout tone="success" live="status" title={t(notice, { variable })}>
      {t("restart")}
    </Callout>
  );
}

async function Obstacle({ view }: { view: KeySourcesView }) {
  const t = await getT("key_sources");
  if (view.problem !== null) {
    const findings = await getT("errors");
    const key = view.problem as never;
    return (
      <Callout tone="danger" title={t("problem_title")}>
        {findings.has(key) ? findings(key, { stateDir: view.stateDir } as never) : view.problem}
      </Callout>
    );
  }
  if (view.storage === "auth-profiles-json") return null;
  return (
    <Callout tone="info" title={t("newer_title")}>
      {t("newer")}
    </Callout>
  );
}
