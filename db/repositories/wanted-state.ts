import type { Reader } from "#db/client.ts";
import { listOrderOverrides } from "#db/repositories/order-overrides.ts";
import { listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
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
    profiles: rows.flatMap((row) => {
      if (row.type === "oauth") return [];
      const entry = row.removedAtMs === null ? wantedEntry(row) : null;
      return [{ agentId: row.agentId, profileId: row.profileId, entry }];
    }),
    orders: listOrderOverrides(db, gatewayId).map(({ agentId, provider, profileIds }) => ({
      agentId,
      provider,
      profileIds,
    })),
    ancestors: listPublishedEntries(db, gatewayId).map(({ publishedAtMs: _, ...entry }) => entry as Ancestor),
  };
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
export function wantedEntry(row: ProfileRow): StoreEntry {
  return {
    type: row.type as StoreEntry["type"],
    provider: row.provider,
    ref: publishedRef(row),
    expires: row.type === "token" ? row.expiresAtMs : null,
    email: row.email,
    metadata: row.metadata,
  };
}
