import type { AuthConfig, AuthStore, CredentialType } from "#lib/domain/auth-store.ts";
import { type EligibilityReason, profileEligibility } from "#lib/domain/credential-eligibility.ts";
import {
  exclusionReader,
  type OrderBasis,
  type OrderCandidate,
  type OrderFacts,
  type ProfileOrderRow,
  placementReasons,
} from "#lib/domain/profile-order-rows.ts";
import { firstKeyForProvider, normalizeAuthProvider } from "#lib/domain/provider-id.ts";
import { usageWindow } from "#lib/domain/usage-window.ts";

export type OrderInput = {
  store: AuthStore;
  config: AuthConfig;
  provider: string;
  /** Unix milliseconds. */
  nowMs: number;
  /** A session's pinned profile; it goes first when it is in the order at all. */
  pinned?: string | null;
};

export type ProfileOrder = {
  /** Profile ids in the sequence OpenClaw tries them. */
  order: string[];
  basis: OrderBasis;
  /** Those tried in their sequence, then every other profile one could expect here. */
  rows: ProfileOrderRow[];
};

const TYPE_RANK: Readonly<Record<CredentialType, number>> = { oauth: 0, token: 1, api_key: 2 };

/**
 * Resolves which profiles OpenClaw tries for a provider, in which order, and why.
 *
 * The stored order wins over `auth.order`, which wins over the ids of `auth.profiles`, which win over
 * all of the store's profiles. An order wins even when it names only junk, and an empty one disables
 * the provider's profiles. Order keys are matched by `normalizeProvider`, membership by
 * `normalizeAuthProvider`, so an order under `volcengine` does not apply to `volcengine-plan`.
 *
 * When nothing named is usable, `auth.profiles` lists the provider, and the store has none of the named
 * ids, the store's profiles are used after all: by type, or in file order when an order named the ids.
 *
 * There is a row for each id the order or `auth.profiles` names for the provider and for each of its
 * profiles in the store. An exclusion by an order counts before a profile's own eligibility.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.3.
 */
export function resolveProfileOrder(input: OrderInput): ProfileOrder {
  const base = baseOf(input);
  const listed = configProfileIds(input.config, input.provider);
  const stored = storeProfileIds(input.store, input.provider);
  const eligibility = eligibilityReader(input);
  const isOk = (profileId: string) => eligibility(profileId) === "ok";

  const named = base.ids.filter(isOk);
  const allMissing = base.ids.length > 0 && !base.ids.some((id) => input.store.profiles.has(id));
  const fellBack = named.length === 0 && listed.length > 0 && allMissing;
  const usable = new Set(fellBack ? stored.filter(isOk) : named);
  const keepsSequence = base.basis === "stored" || base.basis === "config";
  const candidates = sequence(
    [...usable].map((profileId) => candidateOf(input, profileId)),
    keepsSequence,
    input.pinned ?? null,
  );

  const order = candidates.map(({ profileId }) => profileId);
  const facts: OrderFacts = {
    basis: base.basis,
    baseIds: base.ids,
    fellBack,
    keepsSequence,
    candidates,
    pinned: input.pinned ?? null,
  };
  const ids = new Set([...order, ...base.ids, ...listed, ...stored]);
  return { order, basis: base.basis, rows: rowsOf(input, facts, [...ids], eligibility) };
}

/** The store's profiles whose credentials a provider uses, in file order. */
export function storeProfileIds(store: Pick<AuthStore, "profiles">, provider: string): string[] {
  return idsOfProvider(store.profiles, provider);
}

function configProfileIds(config: AuthConfig, provider: string): string[] {
  return idsOfProvider(config.profiles, provider);
}

function idsOfProvider(profiles: ReadonlyMap<string, { provider: string }>, provider: string): string[] {
  const wanted = normalizeAuthProvider(provider);
  return [...profiles]
    .filter(([, entry]) => normalizeAuthProvider(entry.provider) === wanted)
    .map(([id]) => id);
}

function baseOf({ store, config, provider }: OrderInput): { basis: OrderBasis; ids: readonly string[] } {
  const stored = orderFor(store.order, provider);
  if (stored) return { basis: "stored", ids: stored };
  const configured = orderFor(config.order, provider);
  if (configured) return { basis: "config", ids: configured };
  const listed = configProfileIds(config, provider);
  if (listed.length > 0) return { basis: "config_profiles", ids: listed };
  return { basis: "type_order", ids: storeProfileIds(store, provider) };
}

function orderFor(orders: ReadonlyMap<string, string[]>, provider: string): string[] | undefined {
  const key = firstKeyForProvider(orders.keys(), provider);
  return key === null ? undefined : orders.get(key);
}

function eligibilityReader({
  store,
  config,
  provider,
  nowMs,
}: OrderInput): (id: string) => EligibilityReason {
  return (profileId) =>
    profileEligibility({
      profile: store.profiles.get(profileId) ?? null,
      provider,
      configEntry: config.profiles.get(profileId) ?? null,
      nowMs,
    });
}

function candidateOf({ store, nowMs }: OrderInput, profileId: string): OrderCandidate {
  const profile = store.profiles.get(profileId);
  const stats = store.usageStats.get(profileId);
  return {
    profileId,
    typeRank: profile ? TYPE_RANK[profile.type] : Number.MAX_SAFE_INTEGER,
    lastUsedMs: stats?.lastUsed ?? 0,
    window: usageWindow(stats, profile?.provider ?? "", nowMs),
  };
}

function sequence(
  candidates: OrderCandidate[],
  keepsSequence: boolean,
  pinned: string | null,
): OrderCandidate[] {
  const free = candidates.filter(({ window }) => window === null);
  if (!keepsSequence) free.sort((a, b) => a.typeRank - b.typeRank || a.lastUsedMs - b.lastUsedMs);
  const waiting = candidates.filter(({ window }) => window !== null);
  waiting.sort((a, b) => (a.window?.untilMs ?? 0) - (b.window?.untilMs ?? 0));
  const placed = [...free, ...waiting];
  const first = placed.filter(({ profileId }) => profileId === pinned);
  return [...first, ...placed.filter(({ profileId }) => profileId !== pinned)];
}

function rowsOf(
  input: OrderInput,
  facts: OrderFacts,
  ids: string[],
  eligibility: (profileId: string) => EligibilityReason,
): ProfileOrderRow[] {
  const reasons = placementReasons(facts);
  const exclusion = exclusionReader(facts);
  const positions = new Map(facts.candidates.map(({ profileId }, at) => [profileId, at + 1]));
  return ids.map((profileId) => {
    const position = positions.get(profileId) ?? null;
    return {
      profileId,
      position,
      eligibility: eligibility(profileId),
      window: candidateOf(input, profileId).window,
      excludedBy: position === null ? exclusion(profileId) : null,
      reasons: reasons.get(profileId) ?? [],
    };
  });
}
