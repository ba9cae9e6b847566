import type { ObservedStore } from "#lib/domain/observed-store.ts";
import { firstKeyForProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

export type OrderOverridePlan =
  | {
      ok: true;
      /** The key to store the override under. */
      provider: string;
      profileIds: string[];
    }
  | Refused<
      "order_provider_missing" | "order_empty" | "order_profile_unknown" | "order_profile_wrong_provider"
    >;

/**
 * Plans what `models auth order set` would store: ids trimmed, blanks and repeats dropped, the key
 * normalised. Refuses a blank provider, an empty list, and the first id that is unknown or belongs to
 * another provider. That comparison folds aliases but no coding plans, so `volcengine` profiles cannot
 * be ordered under `volcengine-plan`. Whether a profile is usable is not asked.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3.
 */
export function planOrderOverride(input: {
  profiles: ReadonlyMap<string, { provider: string }>;
  provider: string;
  profileIds: readonly string[];
}): OrderOverridePlan {
  const provider = normalizeProvider(input.provider);
  if (provider === "") return refused("order_provider_missing");
  const ids = new Set(input.profileIds.map((id) => id.trim()).filter((id) => id !== ""));
  if (ids.size === 0) return refused("order_empty");
  for (const profileId of ids) {
    const profile = input.profiles.get(profileId);
    if (!profile) return refused("order_profile_unknown", { profileId });
    if (normalizeProvider(profile.provider) !== provider) {
      return refused("order_profile_wrong_provider", {
        profileId,
        profileProvider: profile.provider,
        provider,
      });
    }
  }
  return { ok: true, provider, profileIds: [...ids] };
}

/**
 * The override as `models auth order get` shows it, or null. It looks the normalised key up literally, so
 * an override stored under another spelling is not shown although it is applied.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3.
 */
export function readOverride(store: Pick<ObservedStore, "order">, provider: string): string[] | null {
  const ids = store.order.get(normalizeProvider(provider));
  return ids && ids.length > 0 ? [...ids] : null;
}

/**
 * The key whose override OpenClaw applies: the first in file order that means this provider. When it is
 * not the normalised one, it hides whatever is stored under that.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.1 and §6.3.
 */
export function overrideKeyInUse(store: Pick<ObservedStore, "order">, provider: string): string | null {
  return firstKeyForProvider(store.order.keys(), provider);
}
