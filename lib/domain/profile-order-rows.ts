import type { EligibilityReason } from "#lib/domain/credential-eligibility.ts";
import type { UsageWindow } from "#lib/domain/usage-window.ts";

/** Where the ids to try come from, strongest first. */
export type OrderBasis = "stored" | "config" | "config_profiles" | "type_order";

/** What put a profile at its place, in words a page has a sentence for. */
export type OrderReason =
  /** Named by the stored order override, or by `auth.order`, at this place. */
  | "stored_override"
  | "config_order"
  /** Listed in `auth.profiles`, which makes unlisted profiles unused. */
  | "config_profiles"
  /** Placed by type: oauth, then token, then api_key. */
  | "type_order"
  /** Among those of its type, the one unused for longest comes first. */
  | "oldest_last_used"
  /** Level with another one; the order of the store file decides. */
  | "file_order"
  /** In a window, so after all that are not, the window that ends first being first. */
  | "moved_back_cooldown"
  | "moved_back_disabled"
  /** Pinned by the session, so first even in a window. */
  | "pinned"
  /** Every listed id is missing from the store, so OpenClaw took the store's profiles instead. */
  | "listed_ids_missing"
  /** Named more than once; the first time counts. */
  | "duplicate";

/** Why a profile is not tried. An order or a config list that leaves it out counts before its own state. */
export type OrderExclusion = "stored_order" | "config_order" | "config_profiles" | "ineligible";

export type ProfileOrderRow = {
  profileId: string;
  /** 1 is tried first; null is not tried. */
  position: number | null;
  eligibility: EligibilityReason;
  window: UsageWindow | null;
  excludedBy: OrderExclusion | null;
  reasons: OrderReason[];
};

/** What the order looks at in a candidate. `typeRank` is 0 for oauth, 1 for token, 2 for api_key. */
export type OrderCandidate = {
  profileId: string;
  typeRank: number;
  /** Unix milliseconds; 0 when never used. */
  lastUsedMs: number;
  window: UsageWindow | null;
};

/** An order that was resolved, with everything its rows are explained from. */
export type OrderFacts = {
  basis: OrderBasis;
  /** The ids the basis gives, unfiltered, with duplicates. */
  baseIds: readonly string[];
  /** The base was given up because the store has none of its ids. */
  fellBack: boolean;
  /** The base's sequence counts, not the type. */
  keepsSequence: boolean;
  /** Those that will be tried, in that order. */
  candidates: readonly OrderCandidate[];
  pinned: string | null;
};

const BASIS_REASON = {
  stored: "stored_override",
  config: "config_order",
  config_profiles: "config_profiles",
  type_order: null,
} as const;

const BASIS_EXCLUSION = {
  stored: "stored_order",
  config: "config_order",
  config_profiles: "config_profiles",
  type_order: "ineligible",
} as const;

/** Why each candidate stands where it stands. */
export function placementReasons(facts: OrderFacts): Map<string, OrderReason[]> {
  const source = facts.fellBack ? "listed_ids_missing" : BASIS_REASON[facts.basis];
  const duplicates = facts.fellBack ? new Set<string>() : repeatedIds(facts.baseIds);
  const peers = usesByType(facts.candidates);
  return new Map(
    facts.candidates.map((candidate) => {
      const reasons: OrderReason[] = source ? [source] : [];
      if (duplicates.has(candidate.profileId)) reasons.push("duplicate");
      reasons.push(...sequenceReasons(facts, candidate, peers));
      if (candidate.profileId === facts.pinned) reasons.push("pinned");
      return [candidate.profileId, reasons];
    }),
  );
}

/** Says what keeps a profile out that is not among the candidates. */
export function exclusionReader(facts: OrderFacts): (profileId: string) => OrderExclusion {
  const base = new Set(facts.baseIds);
  const leftOut = facts.fellBack ? "ineligible" : BASIS_EXCLUSION[facts.basis];
  return (profileId) => (base.has(profileId) ? "ineligible" : leftOut);
}

function repeatedIds(ids: readonly string[]): Set<string> {
  const seen = new Set<string>();
  return new Set(ids.filter((id) => seen.size === seen.add(id).size));
}

/** Of each type, how many unwindowed candidates were last used at each time. */
type UsesByType = ReadonlyMap<number, ReadonlyMap<number, number>>;

function usesByType(candidates: readonly OrderCandidate[]): UsesByType {
  const byType = new Map<number, Map<number, number>>();
  for (const { typeRank, lastUsedMs, window } of candidates) {
    if (window) continue;
    const uses = byType.get(typeRank) ?? new Map<number, number>();
    byType.set(typeRank, uses.set(lastUsedMs, (uses.get(lastUsedMs) ?? 0) + 1));
  }
  return byType;
}

function sequenceReasons(facts: OrderFacts, candidate: OrderCandidate, peers: UsesByType): OrderReason[] {
  if (candidate.window) return [`moved_back_${candidate.window.kind}`];
  if (facts.keepsSequence) return facts.fellBack ? ["file_order"] : [];
  const uses = peers.get(candidate.typeRank);
  const reasons: OrderReason[] = ["type_order"];
  if (uses && uses.size > 1) reasons.push("oldest_last_used");
  if ((uses?.get(candidate.lastUsedMs) ?? 0) > 1) reasons.push("file_order");
  return reasons;
}
