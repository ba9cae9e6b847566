import type { OrderChange, PlanChange, ProfileChange } from "#lib/domain/publish-plan.ts";
import { entryMembers } from "#lib/domain/store-entry.ts";

/**
 * What to do in a JSON document at a path of keys: set what is there, take it out, or set some members of the
 * object there and take out those that are undefined.
 */
export type MemberEdit =
  | { path: string[]; value: unknown }
  | { path: string[]; remove: true }
  | { path: string[]; members: Readonly<Record<string, unknown>> };

/**
 * The members a published profile owns. Everything else in an entry, known or not, is someone else's
 * and stays; `key`, `apiKey` and `token` are where OpenClaw keeps a secret inline, and go.
 */
const OWNED = {
  type: undefined,
  mode: undefined,
  provider: undefined,
  key: undefined,
  apiKey: undefined,
  token: undefined,
  keyRef: undefined,
  tokenRef: undefined,
  expires: undefined,
  email: undefined,
  metadata: undefined,
};

/** What a plan means for one agent's `auth-profiles.json`. `forget` touches nothing. */
export function storeEdits(changes: PlanChange[]): MemberEdit[] {
  const edits: MemberEdit[] = [];
  for (const change of changes) {
    if (change.action === "forget") continue;
    if (change.kind === "profile") edits.push(profileEdit(change));
    else edits.push(...orderEdits(change));
  }
  return edits;
}

function profileEdit({ key, before, after }: ProfileChange): MemberEdit {
  const path = ["profiles", key];
  if (after === null) return { path, remove: true };
  const members = entryMembers(after);
  return before === null ? { path, value: members } : { path, members: { ...OWNED, ...members } };
}

function orderEdits({ key, after, aliasKeys }: OrderChange): MemberEdit[] {
  const aliases = aliasKeys.map((alias) => ({ path: ["order", alias], remove: true as const }));
  const own = { path: ["order", key] };
  return [...aliases, after === null ? { ...own, remove: true as const } : { ...own, value: after }];
}
