import { CLAWKEEP_PROVIDER, isOwnRef, type PlanChange, planPublish } from "#lib/domain/publish-plan.ts";
import { type ConfigPlacement, placeConfigChanges } from "#lib/openclaw/config-placement.ts";
import { planConfig } from "#lib/openclaw/config-plan.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { PublishGround } from "#lib/operations/publish-ground.ts";
import type { StoreWishes } from "#lib/operations/publish-stores.ts";

/** What taking everything off a gateway changes. `wishes` of an earlier reading tell whether it was done. */
export function planUnpublish(
  ground: PublishGround,
  wishes: StoreWishes = withoutEverything(ground),
): { wishes: StoreWishes; changes: PlanChange[]; placement: ConfigPlacement } {
  const { state } = ground;
  const changes = planPublish({ agents: observedAgents(state), ...wishes });
  const config = planConfig({
    config: state.config.auth,
    secretProvider: state.config.document.get(["secrets", "providers", CLAWKEEP_PROVIDER]),
    command: null,
    profiles: wishes.profiles,
    stores: [],
  });
  return { wishes, changes, placement: placeConfigChanges(config.changes, state.config.sources, state) };
}

/**
 * Only what depends on the console goes: entries whose secret it holds. A reference of the operator's own
 * works without the console and stays. An order keeps the ids that are left.
 *
 * What was published is not all: a publish that was cut off wrote references and recorded none of them, and
 * OpenClaw copies entries between agents. None of them would resolve without the token.
 */
function withoutEverything({ state, wanted: { ancestors } }: PublishGround): StoreWishes {
  const published = ancestors.filter((item) => item.kind === "profile" && isOwnRef(item.value.ref));
  const referring = observedAgents(state).flatMap(({ agentId, store }) =>
    [...store.profiles.values()].flatMap(({ profileId: key, ref }) =>
      isOwnRef(ref) ? [{ agentId, key }] : [],
    ),
  );
  const gone = new Map([...published, ...referring].map((item) => [`${item.agentId}\0${item.key}`, item]));
  const orders = ancestors.flatMap((item) => {
    if (item.kind !== "order") return [];
    const left = item.value.filter((id) => !gone.has(`${item.agentId}\0${id}`));
    return [{ agentId: item.agentId, provider: item.key, profileIds: left.length > 0 ? left : null }];
  });
  const profiles = [...gone.values()].map((item) => ({
    agentId: item.agentId,
    profileId: item.key,
    entry: null,
  }));
  return { profiles, orders, ancestors };
}
