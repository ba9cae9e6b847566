"use client";

import { useState } from "react";
import { useAnswer } from "#app/_ui/action-form.client.tsx";
import { Field, typedValue } from "#app/_ui/field.client.tsx";
import { Select } from "#app/_ui/inputs.client.tsx";
import { useT } from "#app/_ui/messages.client.tsx";
import { useHydrated } from "#app/_ui/use-hydrated.client.tsx";

export type Target = {
  gatewayId: string;
  name: string;
  defaultAgentId: string;
  agents: { agentId: string; isDefault: boolean }[];
  isReadOnly: boolean;
};

type Props = { targets: Target[]; gatewayId: string | undefined; agentId: string | undefined };

/**
 * Which agent of which gateway. The agents follow the gateway; without scripts the agents of all gateways
 * are offered, and one that the gateway does not have is refused when the form is sent.
 */
export function TargetFields({ targets, gatewayId, agentId }: Props) {
  const t = useT("profile_form");
  const { state } = useAnswer();
  const hydrated = useHydrated();
  const preset =
    targets.find((target) => target.gatewayId === gatewayId) ?? targets.find((target) => !target.isReadOnly);
  const [chosenId, setChosenId] = useState(typedValue(state, "gatewayId") ?? preset?.gatewayId ?? "");
  const chosen = targets.find((target) => target.gatewayId === chosenId);
  const agents = hydrated ? (chosen?.agents ?? []) : everyAgent(targets);
  const initial = agents.some((agent) => agent.agentId === agentId) ? agentId : chosen?.defaultAgentId;

  return (
    <div className="grid items-start gap-(--stack) sm:grid-cols-2">
      <Field name="gatewayId" label={t("gateway")} required>
        <Select
          defaultValue={preset?.gatewayId}
          onChange={(event) => setChosenId(event.currentTarget.value)}
          options={targets.map(({ gatewayId: value, name, isReadOnly }) => ({
            value,
            label: isReadOnly ? t("read_only", { gateway: name }) : name,
            disabled: isReadOnly,
          }))}
        />
      </Field>
      <Field name="agentId" label={t("agent")} hint={t("agent_hint")} required>
        <Select
          key={`${hydrated} ${chosenId}`}
          defaultValue={initial}
          options={agents.map((agent) => ({
            value: agent.agentId,
            label: agent.isDefault ? t("agent_default", { agent: agent.agentId }) : agent.agentId,
          }))}
        />
      </Field>
    </div>
  );
}

function everyAgent(targets: Target[]): Target["agents"] {
  const only = targets.length === 1 ? targets[0] : undefined;
  if (only) return only.agents;
  const ids = new Set(targets.flatMap((target) => target.agents.map((agent) => agent.agentId)));
  return [...ids].sort().map((agentId) => ({ agentId, isDefault: false }));
}
