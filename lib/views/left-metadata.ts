import type { Reader } from "#db/client.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import type { Drift } from "#lib/domain/publish-plan.ts";
import type { PublishNote } from "#lib/domain/publish-receipt.ts";
import { placeConfigChanges, placementNotes } from "#lib/openclaw/config-placement.ts";
import { planConfig } from "#lib/openclaw/config-plan.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * The metadata of profiles, removed here or found removed on the gateway, that no publish can take out of the
 * files that the config includes. Adopting a removal writes nothing, so it is said before and after.
 */
export function leftMetadata(
  db: Reader,
  gatewayId: string,
  state: GatewayState,
  drift: readonly Drift[],
): PublishNote[] {
  const { config } = state;
  if (!config.sources.hasIncludes) return [];
  const gone = new Set(
    drift.flatMap(({ kind, what, agentId, key }) =>
      kind === "profile" && what === "removed" ? [`${agentId}\0${key}`] : [],
    ),
  );
  const wanted = readWantedState(db, gatewayId);
  const profiles = wanted.profiles.map((item) =>
    gone.has(`${item.agentId}\0${item.profileId}`) ? { ...item, entry: null } : item,
  );
  const { changes } = planConfig({
    config: config.auth,
    secretProvider: undefined,
    command: null,
    profiles,
    stores: observedAgents(state, wanted).map((agent) => agent.store),
  });
  const removals = changes.filter((change) => change.action === "remove");
  return placementNotes(placeConfigChanges(removals, config.sources, state));
}
