import { askedStores, type KnownEntries } from "#lib/domain/asked-stores.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import type { ObservedAgent } from "#lib/domain/publish-plan.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * What each agent has of its own, never what it inherits: in its store file, where an absent one holds nothing, or as
 * its gateway said when it was asked. `known` completes what a gateway does not tell of the console's own entries.
 */
export function observedAgents(
  { agents, observation }: Pick<GatewayState, "agents" | "observation">,
  known: KnownEntries,
): ObservedAgent[] {
  if (observation !== null) return askedStores(observation, known);
  return agents.map(({ agentId, store }) => ({ agentId, store: store ?? emptyStore() }));
}
