import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { Callout } from "#app/_ui/callout.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Stack } from "#app/_ui/panel.tsx";
import { CredentialStep } from "#app/(console)/start/credential-step.tsx";
import { FirstSteps } from "#app/(console)/start/first-steps.tsx";
import { GatewayStep } from "#app/(console)/start/gateway-step.tsx";
import { PublishStep } from "#app/(console)/start/publish-step.tsx";
import { SkipFirstRun } from "#app/(console)/start/skip.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { findGateways } from "#lib/operations/find-gateways.ts";
import { type FirstRunView, firstRunView } from "#lib/views/first-run-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("start"))("title") };
}

/** From a new console to the first published credential. Which step it shows follows from what there is. */
export default async function StartPage() {
  const ctx = await operatorContext();
  const t = await getT("start");
  const view = firstRunView(ctx);
  if (view === null) redirect("/");
  if (!roleAllows(ctx.actor.role, "gateway:manage")) {
    return (
      <>
        <PageHeader title={t("title")} />
        <Callout tone="info">{t("not_allowed")}</Callout>
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={t("title")}
        description={view.gateway ? t("lead_gateway", { name: view.gateway.name }) : t("lead")}
        actions={<SkipFirstRun />}
      />
      <Stack>
        <FirstSteps current={view.step} />
        <CurrentStep ctx={ctx} view={view} />
      </Stack>
    </>
  );
}

function CurrentStep({ ctx, view }: { ctx: OperationContext; view: FirstRunView }) {
  const { step, gateway, hasDemo } = view;
  if (gateway === null) return <GatewayStep found={findGateways(ctx)} hasDemo={hasDemo} />;
  const { gatewayId } = gateway;
  return step === "credential" ? (
    <CredentialStep ctx={ctx} gatewayId={gatewayId} />
  ) : (
    <PublishStep ctx={ctx} gatewayId={gatewayId} />
  );
}
