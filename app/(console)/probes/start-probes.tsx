import { Activity } from "lucide-react";
import { getT } from "#app/_server/i18n.ts";
import { ActionForm } from "#app/_ui/action-form.client.tsx";
import { Field } from "#app/_ui/field.client.tsx";
import { Select, TextInput } from "#app/_ui/inputs.client.tsx";
import { Panel } from "#app/_ui/panel.tsx";
import { SubmitButton } from "#app/_ui/submit-button.client.tsx";
import { startProbesAction } from "#app/(console)/probes/actions.ts";
import type { RegisteredGateway } from "#lib/views/registered-gateways-view.ts";

/** Starts a sweep over everything, or over one gateway or provider. */
export async function StartProbes({ gateways }: { gateways: RegisteredGateway[] }) {
  const t = await getT("probes.start");
  return (
    <Panel title={t("title")} description={t("lead")}>
      <ActionForm action={startProbesAction}>
        <div className="grid items-end gap-(--stack) sm:grid-cols-[1fr_1fr_auto]">
          <Field name="gatewayId" label={t("gateway")}>
            <Select
              placeholder={t("all_gateways")}
              options={gateways.map(({ gatewayId, name }) => ({ value: gatewayId, label: name }))}
            />
          </Field>
          <Field name="provider" label={t("provider")} optional>
            <TextInput mono maxLength={128} placeholder="openai" />
          </Field>
          <SubmitButton icon={<Activity aria-hidden />} pendingLabel={t("starting")}>
            {t("submit")}
          </SubmitButton>
        </div>
      </ActionForm>
    </Panel>
  );
}

type ButtonProps = {
  scope: { gatewayId: string; agentId?: string; provider?: string; profileId?: string };
  size?: "sm";
};

/** Starts a sweep over what a page is about. */
export async function ProbeButton({ scope, size }: ButtonProps) {
  const t = await getT("probes.start");
  return (
    <ActionForm action={startProbesAction} className="grid gap-2">
      {Object.entries(scope).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <SubmitButton
        variant="secondary"
        {...(size && { size })}
        icon={<Activity aria-hidden />}
        pendingLabel={t("starting")}
      >
        {scope.profileId === undefined ? t("submit") : t("submit_one")}
      </SubmitButton>
    </ActionForm>
  );
}
