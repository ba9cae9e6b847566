import { attempt } from "#app/_server/attempt.ts";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { LinkButton } from "#app/_ui/button.tsx";
import { Callout } from "#app/_ui/callout.tsx";
import { Combobox } from "#app/_ui/combobox.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Panel, Stack } from "#app/_ui/panel.tsx";
import { SecretTextarea } from "#app/_ui/secret-input.client.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { addressOf } from "#app/(console)/address.ts";
import { FoundOrders, FoundProfiles } from "#app/(console)/gateways/[gatewayId]/import/found-tables.tsx";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { PROVIDER_SUGGESTIONS } from "#app/(console)/profiles/new/form-parts.tsx";
import { startImportAction, startKeyAction } from "#app/(console)/start/actions.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { type ImportReport, previewImport } from "#lib/operations/import-gateway.ts";
import { credentialTargetsView } from "#lib/views/credential-targets-view.ts";

type Props = { ctx: OperationContext; gatewayId: string };

/** What the gateway holds is taken over; where it holds nothing, the first key is pasted. */
export async function CredentialStep({ ctx, gatewayId }: Props) {
  const t = await getT("start.credential");
  const { value: report, refusal } = await attempt(() => previewImport(ctx, gatewayId));
  const target = credentialTargetsView(ctx).find((each) => each.gatewayId === gatewayId);
  const isInDatabases = refusal?.code === "gateway_owned_by_newer_release";
  if (refusal && !isInDatabases) {
    return (
      <Callout
        tone="danger"
        title={t("refused")}
        actions={
          <LinkButton size="sm" href={gatewayAddress(gatewayId)}>
            {t("look")}
          </LinkButton>
        }
      >
        {refusal.message}
      </Callout>
    );
  }
  const holds = report !== null && report.changes > 0;
  return (
    <Stack>
      {isInDatabases && <Callout tone="info">{t("in_databases")}</Callout>}
      {holds && <TakeOver gatewayId={gatewayId} report={report} nowMs={ctx.nowMs} />}
      {target && <FirstKey gatewayId={gatewayId} agentId={target.defaultAgentId} isInstead={holds} />}
    </Stack>
  );
}

type TakeOverProps = { gatewayId: string; report: ImportReport; nowMs: number };

async function TakeOver({ gatewayId, report, nowMs }: TakeOverProps) {
  const t = await getT("start.credential");
  const { changes, profiles, orders } = report;
  return (
    <>
      <Panel title={t("found_title", { count: changes })} description={t("found_lead")}>
        <ActionForm action={startImportAction}>
          <input type="hidden" name="gatewayId" value={gatewayId} />
          <div>
            <SubmitButton pendingLabel={t("taking")}>{t("take", { count: changes })}</SubmitButton>
          </div>
        </ActionForm>
      </Panel>
      {profiles.length > 0 && <FoundProfiles profiles={profiles} nowMs={nowMs} />}
      {orders.length > 0 && <FoundOrders orders={orders} />}
    </>
  );
}

type FirstKeyProps = { gatewayId: string; agentId: string; isInstead: boolean };

async function FirstKey({ gatewayId, agentId, isInstead }: FirstKeyProps) {
  const t = await getT("start.credential");
  const form = await getT("profile_form");
  return (
    <Panel
      title={isInstead ? t("instead_title") : t("first_title")}
      description={t("first_lead", { agent: agentId })}
    >
      <ActionForm action={startKeyAction}>
        <input type="hidden" name="gatewayId" value={gatewayId} />
        <input type="hidden" name="agentId" value={agentId} />
        <div className="grid items-start gap-(--stack) md:grid-cols-2">
          <Field name="provider" label={form("provider")} hint={form("provider_hint")} required>
            <Combobox mono suggestions={PROVIDER_SUGGESTIONS} placeholder={form("provider_placeholder")} />
          </Field>
          <Field name="secret" label={form("api_key")} hint={form("secret_hint")} required>
            <SecretTextarea rows={2} />
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <SubmitButton variant={isInstead ? "secondary" : "primary"} pendingLabel={form("sealing")}>
            {form("seal")}
          </SubmitButton>
          <LinkButton variant="ghost" href={addressOf("/profiles/new", { gateway: gatewayId })}>
            {t("other_kinds")}
          </LinkButton>
        </div>
      </ActionForm>
    </Panel>
  );
}
