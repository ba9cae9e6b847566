import type { ObservedStore } from "#lib/domain/observed-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { holdsEntry, type ObservedEntry, observeEntry, type StoreEntry } from "#lib/domain/store-entry.ts";

/** The alias of Clawkeep's own secret provider in `secrets.providers`. */
export const CLAWKEEP_PROVIDER = "clawkeep";

/** A profile as the console wants it on one agent. `entry` is null once it was removed here. */
export type WantedProfile = { agentId: string; profileId: string; entry: StoreEntry | null };

/** An order override as the console wants it. `profileIds` is null once it was cleared here. */
export type WantedOrder = { agentId: string; provider: string; profileIds: string[] | null };

/** What the last publish left: the common ancestor. */
export type Ancestor =
  | { agentId: string; kind: "profile"; key: string; value: StoreEntry }
  | { agentId: string; kind: "order"; key: string; value: string[] };

/** What an agent has of its own; `store` is empty when its file is absent. */
export type ObservedAgent = { agentId: string; store: ObservedStore };

/**
 * - `add`: new on the gateway. `change`: ours, and only we changed it. `remove`: ours, removed here.
 * - `take_over`: the gateway had it before us, usually with an inline secret, which goes.
 * - `overwrite`: someone changed it on the gateway since the last publish. `restore`: someone removed it there.
 * - `forget`: nothing to do on the gateway, the console only drops its own record.
 */
export type PlanAction = "add" | "change" | "remove" | "take_over" | "overwrite" | "restore" | "forget";

export type ProfileChange = {
  kind: "profile";
  agentId: string;
  key: string;
  action: PlanAction;
  before: ObservedEntry | null;
  after: StoreEntry | null;
};

export type OrderChange = {
  kind: "order";
  agentId: string;
  key: string;
  action: PlanAction;
  before: string[] | null;
  after: string[] | null;
  /** Keys of the store's `order` that mean the same provider in another spelling and would win over ours. */
  aliasKeys: string[];
};

export type PlanChange = ProfileChange | OrderChange;

export type PlanInput = {
  agents: ObservedAgent[];
  profiles: WantedProfile[];
  orders: WantedOrder[];
  ancestors: Ancestor[];
};

/**
 * Says what publishing would change in the agents' stores, and why, by comparing three things: what the
 * console wants, what the gateway has, and what the last publish left there. Agents that the gateway
 * does not have are skipped; the caller refuses them first.
 */
export function planPublish(input: PlanInput): PlanChange[] {
  return input.agents.flatMap(({ agentId, store }) => {
    const own = <T extends { agentId: string }>(list: T[]) => list.filter((item) => item.agentId === agentId);
    const ancestors: Ancestors = new Map(
      own(input.ancestors).map((item) => [ancestorKey(item.kind, item.key), item]),
    );
    return [
      ...profileChanges(own(input.profiles), store, ancestors),
      ...copiesOfRemoved(agentId, store, input),
      ...own(input.orders).flatMap((wanted) => orderChange(wanted, store, ancestors)),
    ];
  });
}

type Ancestors = ReadonlyMap<string, Ancestor>;

const ancestorKey = (kind: Ancestor["kind"], key: string) => `${kind}\0${key}`;

function profileChanges(list: WantedProfile[], store: ObservedStore, ancestors: Ancestors): ProfileChange[] {
  const changes: ProfileChange[] = [];
  for (const { agentId, profileId, entry: after } of list) {
    const observed = store.profiles.get(profileId);
    const before = observed ? observeEntry(observed) : null;
    // The store's own copy of the text is the one that the engine finds at once in the parsed store.
    const key = observed?.profileId ?? profileId;
    const action = profileAction(before, after, ancestors.get(ancestorKey("profile", key)));
    if (action !== null) changes.push({ kind: "profile", agentId, key, action, before, after });
  }
  return changes;
}

function profileAction(
  before: ObservedEntry | null,
  after: StoreEntry | null,
  ancestor: Ancestor | undefined,
): PlanAction | null {
  if (after === null) return before === null ? "forget" : "remove";
  if (before === null) return ancestor ? "restore" : "add";
  if (holdsEntry(before, after)) return null;
  if (!ancestor) return "take_over";
  return holdsEntry(before, ancestor.value as StoreEntry) ? "change" : "overwrite";
}

/**
 * OpenClaw copies main's profiles into another agent's file on some writes (semantics §1.4). A copy
 * whose reference loses its grant would stop the gateway's next start, so it goes with its original.
 */
function copiesOfRemoved(agentId: string, store: ObservedStore, input: PlanInput): ProfileChange[] {
  const dropped = new Set(droppedRefIds(input));
  if (dropped.size === 0) return [];
  const wanted = new Set(
    input.profiles.filter((item) => item.agentId === agentId).map((item) => item.profileId),
  );
  const copies = [...store.profiles.values()].filter(
    (profile) =>
      !wanted.has(profile.profileId) && isOwnRef(profile.ref) && dropped.has(profile.ref?.id ?? ""),
  );
  return copies.map((profile) => ({
    kind: "profile",
    agentId,
    key: profile.profileId,
    action: "remove",
    before: observeEntry(profile),
    after: null,
  }));
}

function droppedRefIds(input: PlanInput): string[] {
  const named = (agentId: string, profileId: string) => `${agentId}\0${profileId}`;
  const removed = input.profiles.filter((item) => item.entry === null);
  if (removed.length === 0) return [];
  const gone = new Set(removed.map((item) => named(item.agentId, item.profileId)));
  return input.ancestors.flatMap((item) =>
    item.kind === "profile" && gone.has(named(item.agentId, item.key)) ? [item.value.ref.id] : [],
  );
}

/** Whether a reference leads to Clawkeep's vault, through its own secret provider. */
export function isOwnRef(ref: SecretRef | null): boolean {
  return ref?.source === "exec" && ref.provider === CLAWKEEP_PROVIDER;
}

function orderChange(wanted: WantedOrder, store: ObservedStore, ancestors: Ancestors): OrderChange[] {
  const { agentId, provider: key, profileIds: after } = wanted;
  const keys = [...store.order.keys()].filter((candidate) => normalizeProvider(candidate) === key);
  const aliasKeys = keys.filter((candidate) => candidate !== key);
  const before = store.order.get(keys[0] ?? key) ?? null;
  const ancestor = ancestors.get(ancestorKey("order", key))?.value as string[] | undefined;
  const change = (action: PlanAction): OrderChange[] => [
    { kind: "order", agentId, key, action, before, after, aliasKeys },
  ];
  if (after === null) {
    if (before === null) return change("forget");
    return change("remove");
  }
  if (before === null) return change(ancestor ? "restore" : "add");
  if (sameIds(before, after) && aliasKeys.length === 0) return [];
  if (!ancestor) return change("take_over");
  return change(sameIds(before, ancestor) ? "change" : "overwrite");
}

export type Drift = { agentId: string; kind: "profile" | "order"; key: string; what: "changed" | "removed" };

/** What someone else changed on the gateway since the last publish, whatever the console wants now. */
export function findDrift(agents: ObservedAgent[], ancestors: Ancestor[]): Drift[] {
  return ancestors.flatMap((item): Drift[] => {
    const store = agents.find((agent) => agent.agentId === item.agentId)?.store;
    const { agentId, kind, key } = item;
    if (item.kind === "order") {
      const ids = store?.order.get(key);
      if (ids === undefined) return [{ agentId, kind, key, what: "removed" }];
      return sameIds(ids, item.value) ? [] : [{ agentId, kind, key, what: "changed" }];
    }
    const profile = store?.profiles.get(key);
    if (!profile) return [{ agentId, kind, key, what: "removed" }];
    return holdsEntry(observeEntry(profile), item.value) ? [] : [{ agentId, kind, key, what: "changed" }];
  });
}

function sameIds(left: string[], right: string[]): boolean {
  return left.length === right.length && left.every((id, at) => id === right[at]);
}
