import type { Reader } from "#db/client.ts";
import { listOrderOverrides } from "#db/repositories/order-overrides.ts";
import { type EntryRow, listEntryRows, listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
import { listPublishedEntries } from "#db/repositories/publications.ts";
import {
  type Ancestor,
  CLAWKEEP_PROVIDER,
  type WantedOrder,
  type WantedProfile,
} from "#lib/domain/publish-plan.ts";
import { resolverRefId } from "#lib/domain/resolver-id.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { StoreEntry } from "#lib/domain/store-entry.ts";

/** What the console wants on a gateway, and what it last left there. */
export type WantedState = {
  rows: ProfileRow[];
  profiles: WantedProfile[];
  orders: WantedOrder[];
  ancestors: Ancestor[];
};

export function readWantedState(db: Reader, gatewayId: string): WantedState {
  const rows = listProfiles(db, gatewayId);
  return {
    rows,
    profiles: wantedProfiles(rows),
    orders: wantedOrders(db, gatewayId),
    ancestors: listPublishedEntries(db, gatewayId).map(({ publishedAtMs: _, ...entry }) => entry as Ancestor),
  };
}

/** The profiles and order overrides wanted for these agents only. */
export function readWantedOf(
  db: Reader,
  gatewayId: string,
  agentIds: string[],
): Pick<WantedState, "profiles" | "orders"> {
  return {
    profiles: wantedProfiles(listEntryRows(db, gatewayId, agentIds)),
    orders: wantedOrders(db, gatewayId).filter(({ agentId }) => agentIds.includes(agentId)),
  };
}

function wantedProfiles(rows: readonly EntryRow[]): WantedProfile[] {
  return rows.flatMap((row) => {
    if (row.type === "oauth") return [];
    const entry = row.removedAtMs === null ? wantedEntry(row) : null;
    return [{ agentId: row.agentId, profileId: row.profileId, entry }];
  });
}

function wantedOrders(db: Reader, gatewayId: string): WantedOrder[] {
  const rows = listOrderOverrides(db, gatewayId);
  return rows.map(({ agentId, provider, profileIds }) => ({ agentId, provider, profileIds }));
}

/** The SecretRef under which a profile is published: our own for a secret in the vault, else the operator's. */
export function publishedRef(row: Pick<ProfileRow, "id" | "agentId" | "profileId" | "ref">): SecretRef {
  return (
    row.ref ?? {
      source: "exec",
      provider: CLAWKEEP_PROVIDER,
      id: resolverRefId({ agentId: row.agentId, profileId: row.profileId, rowId: row.id }),
    }
  );
}

/** The entry that publishing writes for a row; not for OAuth, which is the gateway's own. */
export function wantedEntry(row: EntryRow): StoreEntry {
  return {
    type: row.type as StoreEntry["type"],
    provider: row.provider,
    ref: publishedRef(row),
    expires: row.type === "token" ? row.expiresAtMs : null,
    email: row.email,
    metadata: row.metadata,
  };
}
