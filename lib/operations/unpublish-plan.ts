import type { WantedState } from "#db/repositories/wanted-state.ts";
import {
  type Ancestor,
  CLAWKEEP_PROVIDER,
  isOwnRef,
  type PlanChange,
  planPublish,
} from "#lib/domain/publish-plan.ts";
import { type ConfigPlacement, placeConfigChanges } from "#lib/openclaw/config-placement.ts";
import { planConfig } from "#lib/openclaw/config-plan.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import type { PublishGround } from "#lib/operations/publish-ground.ts";
import type { StoreWishes } from "#lib/operations/publish-stores.ts";

type OrderAncestor = Extract<Ancestor, { kind: "order" }>;

/** What taking everything off a gateway changes. `wishes` of an earlier reading tell whether it was done. */
export function planUnpublish(
  ground: PublishGround,
  wishes: StoreWishes = withoutEverything(ground),
): { wishes: StoreWishes; changes: PlanChange[]; placement: ConfigPlacement } {
  const { state, wanted } = ground;
  const changes = planPublish({ agents: observedAgents(state, wanted), ...wishes });
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
 * What was published is not all: a publish that was cut off wrote references and orders and recorded none of
 * them, and OpenClaw copies entries between agents. None of the references would resolve without the token.
 */
function withoutEverything({ state, wanted }: PublishGround): StoreWishes {
  const ancestors = [...wanted.ancestors, ...unrecordedOrders(state, wanted)];
  const published = ancestors.filter((item) => item.kind === "profile" && isOwnRef(item.value.ref));
  const referring = observedAgents(state, wanted).flatMap(({ agentId, store }) =>
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

/**
 * Orders that stand on the gateway exactly as they are wanted here and were never recorded as published. Whether
 * a publish that was cut off wrote them or they were imported from there, they lose the same ids as a recorded one.
 */
function unrecordedOrders(state: GatewayState, wanted: WantedState): OrderAncestor[] {
  const { orders, ancestors } = wanted;
  const stores = new Map(observedAgents(state, wanted).map(({ agentId, store }) => [agentId, store]));
  const nameOf = (agentId: string, key: string) => `${agentId}\0${key}`;
  const recorded = new Set(
    ancestors.flatMap((item) => (item.kind === "order" ? [nameOf(item.agentId, item.key)] : [])),
  );
  return orders.flatMap(({ agentId, provider, profileIds }) => {
    const value = stores.get(agentId)?.order.get(provider);
    if (!value || recorded.has(nameOf(agentId, provider))) return [];
    if (JSON.stringify(value) !== JSON.stringify(profileIds)) return [];
    return [{ agentId, kind: "order" as const, key: provider, value }];
  });
}
