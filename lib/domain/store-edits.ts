import type { OrderChange, PlanChange, ProfileChange } from "#lib/domain/publish-plan.ts";
import { entryMembers } from "#lib/domain/store-entry.ts";

/** One member of a JSON document to set or to take out, by its path of keys. */
export type MemberEdit = { path: string[]; value: unknown } | { path: string[]; remove: true };

/**
 * The members a published profile owns. Everything else in an entry, known or not, is someone else's
 * and stays; `key`, `apiKey` and `token` are where OpenClaw keeps a secret inline, and go.
 */
const OWNED = [
  "type",
  "mode",
  "provider",
  "key",
  "apiKey",
  "token",
  "keyRef",
  "tokenRef",
  "expires",
  "email",
  "metadata",
];

/** What a plan means for one agent's `auth-profiles.json`. `forget` touches nothing. */
export function storeEdits(changes: PlanChange[]): MemberEdit[] {
  return changes.flatMap((change) => {
    if (change.action === "forget") return [];
    return change.kind === "profile" ? profileEdits(change) : orderEdits(change);
  });
}

function profileEdits({ key, before, after }: ProfileChange): MemberEdit[] {
  const path = ["profiles", key];
  if (after === null) return [{ path, remove: true }];
  const members = entryMembers(after);
  if (before === null) return [{ path, value: members }];
  return OWNED.map((name) => {
    const at = [...path, name];
    return name in members ? { path: at, value: members[name] } : { path: at, remove: true };
  });
}

function orderEdits({ key, after, aliasKeys }: OrderChange): MemberEdit[] {
  const aliases = aliasKeys.map((alias) => ({ path: ["order", alias], remove: true as const }));
  const own = { path: ["order", key] };
  return [...aliases, after === null ? { ...own, remove: true as const } : { ...own, value: after }];
}
