import { listGateways } from "#db/repositories/gateways.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type TargetAgent = { agentId: string; name: string | null; isDefault: boolean };

export type CredentialTarget = {
  gatewayId: string;
  name: string;
  defaultAgentId: string;
  agents: TargetAgent[];
  /** A newer release of OpenClaw owns its stores, so nothing new would ever be published there. */
  isReadOnly: boolean;
};

/** Where a new credential can go: every gateway with its agents, read from the state dirs as they are now. */
export function credentialTargetsView(ctx: ViewContext): CredentialTarget[] {
  return listGateways(ctx.db.reader).map((gateway) => {
    const state = readUnchangedGateway(gateway);
    return {
      gatewayId: gateway.id,
      name: gateway.name,
      defaultAgentId: state.defaultAgentId,
      agents: state.agents.map(({ agentId, name, isDefault }) => ({ agentId, name, isDefault })),
      isReadOnly: !isKnown(state),
    };
  });
}
