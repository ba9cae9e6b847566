import type { AuthConfig, AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { firstKeyForProvider, normalizeAuthProvider } from "#lib/domain/provider-id.ts";

/**
 * Splits a store by provider, so that evaluating every provider of a large store reads each profile about once.
 *
 * The part for a provider has all of it that an evaluation of that provider looks at: its profiles in file order, and
 * those that an order or `auth.profiles` names although they are another provider's.
 */
export function storeByProvider(store: AuthStore, auth: AuthConfig): (provider: string) => AuthStore {
  const groups = new Map<string, StoredProfile[]>();
  for (const profile of store.profiles.values()) {
    const key = normalizeAuthProvider(profile.provider);
    const group = groups.get(key);
    if (group) group.push(profile);
    else groups.set(key, [profile]);
  }
  const configured = [...auth.profiles].map(([id, { provider }]) => [id, normalizeAuthProvider(provider)]);
  const idsOf = (orders: ReadonlyMap<string, string[]>, provider: string) =>
    orders.get(firstKeyForProvider(orders.keys(), provider) ?? "") ?? [];
  return (provider) => {
    const wanted = normalizeAuthProvider(provider);
    const profiles = new Map((groups.get(wanted) ?? []).map((profile) => [profile.profileId, profile]));
    const listed = configured.flatMap(([id, of]) => (id !== undefined && of === wanted ? [id] : []));
    // OpenAI without a credential hints at a Codex login.
    const hinted =
      wanted === "openai" ? (groups.get("openai-codex") ?? []).map((item) => item.profileId) : [];
    for (const id of [
      ...idsOf(store.order, provider),
      ...idsOf(auth.order, provider),
      ...listed,
      ...hinted,
    ]) {
      const profile = store.profiles.get(id);
      if (profile) profiles.set(id, profile);
    }
    return { ...store, profiles };
  };
}
