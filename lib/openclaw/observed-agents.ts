import { emptyStore } from "#lib/domain/projected-store.ts";
import type { ObservedAgent } from "#lib/domain/publish-plan.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** What each agent's own store file holds; an absent one holds nothing. Never what an agent inherits. */
export function observedAgents(state: Pick<GatewayState, "agents">): ObservedAgent[] {
  return state.agents.map(({ agentId, store }) => ({ agentId, store: store ?? emptyStore() }));
}
