import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pathText } from "#app/_server/address.ts";
import { operatorContext } from "#app/_server/context.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { DescriptionList } from "#app/_ui/description-list.tsx";
import { PageHeader } from "#app/_ui/page-header.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { Mono } from "#app/_ui/text.tsx";
import { editGatewayAction } from "#app/(console)/gateways/actions.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { ReachFields } from "#app/(console)/gateways/reach-fields.tsx";
import { roleAllows } from "#lib/domain/role.ts";
import { gatewayView } from "#lib/views/gateway-view.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getT("gateways.edit"))("title") };
}

export default async function EditGatewayPage({ params }: PageProps<"/gateways/[gatewayId]/edit">) {
  const ctx = await operatorContext();
  const gateway = gatewayView(ctx, pathText((await params).gatewayId));
  if (!gateway) notFound();
  const { gatewayId, name, stateDir, openclawPath, rpcUrl, hasRpcToken } = gateway;
  const t = await getT("gateways.edit");
  const form = await getT("gateways.form");
  const nav = await getT("nav");
  const back = gatewayAddress(gatewayId);
  const canManage = roleAllows(ctx.actor.role, "gateway:manage");

  return (
    <>
      <PageHeader
        breadcrumbs={[
          { href: "/gateways", label: nav("gateways") },
          { href: back, label: name },
        ]}
        title={t("title")}
        description={form("reach_lead")}
      />
      {canManage ? (
        <div className="max-w-3xl">
          <Stack>
            <Panel>
              <ActionForm action={editGatewayAction}>
                <input type="hidden" name="gatewayId" value={gatewayId} />
                <ReachFields
                  openclawPath={openclawPath}
                  rpcUrl={rpcUrl}
                  tokenHint={hasRpcToken ? t("token_kept") : form("rpc_token_hint")}
                />
                {hasRpcToken && <Callout tone="info">{t("token_bound")}</Callout>}
                <div className="flex flex-wrap items-center gap-2">
                  <SubmitButton pendingLabel={t("submitting")}>{t("submit")}</SubmitButton>
                  <LinkButton href={back} variant="ghost">
                    {form("cancel")}
                  </LinkButton>
                </div>
              </ActionForm>
            </Panel>
            <Panel title={t("fixed")} description={t("fixed_lead")}>
              <DescriptionList
                items={[
                  { term: form("name"), detail: name },
                  { term: form("state_dir"), detail: <Mono>{stateDir}</Mono> },
                ]}
              />
            </Panel>
          </Stack>
        </div>
      ) : (
        <Callout tone="info">{form("not_allowed")}</Callout>
      )}
    </>
  );
}
