import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { WantedOrder, WantedProfile } from "#lib/domain/publish-plan.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

/** A store with nothing in it: what an agent without a file has of its own. */
export function emptyStore(): AuthStore {
  return { profiles: new Map(), order: new Map(), lastGood: new Map(), usageStats: new Map(), ignored: [] };
}

/**
 * An agent's own store as it will be once everything wanted is published: what the gateway has, with
 * our profiles and order overrides laid over it. Usage, OAuth and unknown profiles stay. `profiles` and
 * `orders` are those of this one agent.
 */
export function projectStore(
  observed: AuthStore,
  wanted: { profiles: WantedProfile[]; orders: WantedOrder[] },
): AuthStore {
  const profiles = new Map(observed.profiles);
  for (const { profileId, entry } of wanted.profiles) {
    if (entry === null) profiles.delete(profileId);
    else profiles.set(profileId, asStored(profileId, entry));
  }
  const order = new Map(observed.order);
  for (const { provider, profileIds } of wanted.orders) {
    for (const key of observed.order.keys()) if (normalizeProvider(key) === provider) order.delete(key);
    if (profileIds !== null) order.set(provider, profileIds);
  }
  return { ...observed, profiles, order };
}

/**
 * What an agent other than main works with: main's store overlaid by its own, per key.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.4.
 */
export function overlayStore(main: AuthStore, own: AuthStore): AuthStore {
  return {
    profiles: new Map([...main.profiles, ...own.profiles]),
    order: new Map([...main.order, ...own.order]),
    lastGood: new Map([...main.lastGood, ...own.lastGood]),
    usageStats: new Map([...main.usageStats, ...own.usageStats]),
    ignored: own.ignored,
  };
}

/**
 * What every agent works with once everything wanted is published, by agent id. The agent whose file is
 * `mainStorePath` is the one the others inherit from.
 */
export function effectiveStores(
  gateway: {
    agents: readonly { agentId: string; storePath: string | null; store: AuthStore | null }[];
    mainStorePath: string | null;
  },
  wanted: { profiles: WantedProfile[]; orders: WantedOrder[] },
): Map<string, AuthStore> {
  const own = new Map(
    gateway.agents.map(({ agentId, store }) => [
      agentId,
      projectStore(store ?? emptyStore(), {
        profiles: wanted.profiles.filter((item) => item.agentId === agentId),
        orders: wanted.orders.filter((item) => item.agentId === agentId),
      }),
    ]),
  );
  const mainId = gateway.agents.find((agent) => agent.storePath === gateway.mainStorePath)?.agentId;
  const main = (mainId && own.get(mainId)) || emptyStore();
  return new Map(
    [...own].map(([agentId, store]) => [agentId, agentId === mainId ? store : overlayStore(main, store)]),
  );
}

function asStored(profileId: string, entry: StoreEntry): StoredProfile {
  return {
    profileId,
    provider: entry.provider,
    type: entry.type,
    inline: null,
    ref: entry.ref,
    expires: entry.expires === null ? { kind: "absent" } : { kind: "at", atMs: entry.expires },
    email: entry.email,
    metadata: entry.metadata,
    oauth: null,
  };
}
