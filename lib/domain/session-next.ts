import { normalizeProvider } from "#lib/domain/provider-id.ts";
import type { SessionChoice } from "#lib/domain/session-pin.ts";

export type NextProfileFacts = {
  /** The provider of the model that the session asks next. */
  provider: string;
  /** Profile ids in the order in which they are tried. */
  order: readonly string[];
  /** The provider of each profile in the agent's store. */
  providers: ReadonlyMap<string, string>;
  isWaiting: (profileId: string) => boolean;
};

/** `unpinned` says why a pin that there is will be dropped. */
export type NextProfile = {
  profileId: string | null;
  source: "user" | "auto" | null;
  unpinned: "missing" | "other_provider" | "not_in_order" | null;
};

/**
 * The profile that a session's next turn starts with, when the session goes on. A pin by a person stays even while
 * its profile waits; one that OpenClaw chose stays until its profile waits or the session was compacted.
 *
 * Source: OpenClaw 2026.3.13, `resolveSessionAuthProfileOverride` in its bundle.
 */
export function nextProfile(entry: SessionChoice, facts: NextProfileFacts): NextProfile {
  const pinned = entry.authProfileOverride?.trim() || null;
  const unpinned = pinned === null ? null : whyUnpinned(pinned, facts);
  if (facts.order.length === 0) return { profileId: null, source: null, unpinned };
  const current = unpinned === null ? pinned : null;
  if (current === null) return { profileId: firstFree(facts), source: "auto", unpinned };
  if (pinSource(entry) === "user") return { profileId: current, source: "user", unpinned };
  const count = entry.compactionCount ?? 0;
  const isCompacted = count > (entry.authProfileOverrideCompactionCount ?? count);
  const profileId = isCompacted ? freeAfter(current, facts) : stayOrFirst(current, facts);
  return { profileId, source: "auto", unpinned };
}

function whyUnpinned(
  pinned: string,
  { provider, order, providers }: NextProfileFacts,
): NextProfile["unpinned"] {
  const own = providers.get(pinned);
  if (own === undefined) return "missing";
  if (normalizeProvider(own) !== normalizeProvider(provider)) return "other_provider";
  return order.length > 0 && !order.includes(pinned) ? "not_in_order" : null;
}

/** Who pinned; entries of older releases say so only by the count that automatic pins have. */
export function pinSource(entry: SessionChoice): "user" | "auto" | null {
  if (entry.authProfileOverrideSource) return entry.authProfileOverrideSource;
  if (typeof entry.authProfileOverrideCompactionCount === "number") return "auto";
  return entry.authProfileOverride?.trim() ? "user" : null;
}

function firstFree({ order, isWaiting }: NextProfileFacts): string | null {
  return order.find((profileId) => !isWaiting(profileId)) ?? order[0] ?? null;
}

function stayOrFirst(current: string, facts: NextProfileFacts): string | null {
  return facts.isWaiting(current) ? firstFree(facts) : current;
}

function freeAfter(current: string, facts: NextProfileFacts): string | null {
  const at = facts.order.indexOf(current);
  const following = [...facts.order.slice(at + 1), ...facts.order.slice(0, at + 1)];
  return following.find((profileId) => !facts.isWaiting(profileId)) ?? current;
}
