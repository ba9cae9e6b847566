import { CircleCheck } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
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
import { PublishForm, PublishSequence } from "#app/(console)/gateways/[gatewayId]/publish/publish-form.tsx";
import { DriftWarning, PublishNotes } from "#app/(console)/gateways/[gatewayId]/publish/publish-warnings.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { ChangePanels } from "#app/(console)/gateways/change-panels.tsx";
import { FindingList } from "#app/(console)/gateways/finding-list.tsx";
import { WalkSteps } from "#app/(console)/gateways/walk-steps.tsx";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { roleAllows } from "#lib/domain/role.ts";
import { previewPublish } from "#lib/operations/publish-gateway.ts";
import { type GatewayView, gatewayView } from "#lib/views/gateway-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("publish_page"))("title") };
}

export default async function PublishPage({ params }: PageProps<"/gateways/[gatewayId]/publish">) {
  const ctx = await operatorContext();
  const gateway = gatewayView(ctx, pathText((await params).gatewayId));
  if (!gateway) notFound();
  const { gatewayId, name } = gateway;
  const { value: preview, refusal } = await attempt(() => previewPublish(ctx, gatewayId));
  const t = await getT("publish_page");
  const nav = await getT("nav");
  const wasPublished = gateway.publications.some((publication) => publication.state === "finished");
  const storePaths = new Map(
    gateway.agents.flatMap(({ agentId, storePath }) => (storePath ? [[agentId, storePath]] : [])),
  );

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
        {!wasPublished && <WalkSteps current="publish" />}
        {refusal && <Refused gateway={gateway} code={refusal.code} message={refusal.message} />}
        {preview && (
          <>
            <DriftWarning gatewayId={gatewayId} drift={preview.drift} />
            <PublishNotes notes={preview.notes} />
            {gateway.profileCount === 0 && !preview.upToDate && <NothingHeld gatewayId={gatewayId} />}
            <div className="grid grid-cols-1 items-start gap-(--stack) xl:grid-cols-[minmax(0,1fr)_minmax(0,22rem)]">
              <Stack>
                {preview.upToDate ? (
                  <UpToDate gateway={gateway} />
                ) : (
                  <ChangePanels changes={preview} storePaths={storePaths} stateDir={gateway.stateDir} />
                )}
              </Stack>
              <Stack>
                <PublishForm
                  gateway={gateway}
                  upToDate={preview.upToDate}
                  canPublish={roleAllows(ctx.actor.role, "publish")}
                />
                {!preview.upToDate && <PublishSequence />}
              </Stack>
            </div>
          </>
        )}
      </Stack>
    </>
  );
}

async function UpToDate({ gateway }: { gateway: GatewayView }) {
  const t = await getT("publish_page");
  const isEmpty = gateway.profileCount === 0;
  return (
    <Panel flush>
      <EmptyState
        icon={<CircleCheck />}
        title={t("up_to_date_title")}
        action={
          <LinkButton
            href={
              isEmpty
                ? addressOf("/profiles/new", { gateway: gateway.gatewayId })
                : gatewayAddress(gateway.gatewayId)
            }
          >
            {isEmpty ? t("add_credential") : t("back")}
          </LinkButton>
        }
      >
        {isEmpty ? t("empty") : t("up_to_date")}
      </EmptyState>
    </Panel>
  );
}

/** Publishing would prepare the gateway and give it nothing. */
async function NothingHeld({ gatewayId }: { gatewayId: string }) {
  const t = await getT("publish_page");
  return (
    <Callout
      tone="info"
      title={t("nothing_held_title")}
      actions={
        <>
          <LinkButton size="sm" href={gatewayAddress(gatewayId, "import")}>
            {t("import")}
          </LinkButton>
          <LinkButton size="sm" variant="ghost" href={addressOf("/profiles/new", { gateway: gatewayId })}>
            {t("add_credential")}
          </LinkButton>
        </>
      }
    >
      {t("nothing_held")}
    </Callout>
  );
}

/** Why nothing can be published, and what in the gateway's files is the cause. */
async function Refused({ gateway, code, message }: { gateway: GatewayView; code: string; message: string }) {
  const t = await getT("publish_page");
  const errors = gateway.findings.filter((finding) => finding.severity === "error");
  return (
    <>
      <Callout
        tone={code === "gateway_not_asked" ? "info" : "danger"}
        title={t("refused")}
        actions={
          <LinkButton size="sm" href={gatewayAddress(gateway.gatewayId)}>
            {t("back")}
          </LinkButton>
        }
      >
        {message}
      </Callout>
      {errors.length > 0 && (
        <Panel flush title={t("causes")}>
          <FindingList findings={errors} stateDir={gateway.stateDir} />
        </Panel>
      )}
    </>
  );
}
