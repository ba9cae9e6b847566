import { and, asc, eq } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { credentials, environmentKeys, profiles } from "#db/schema.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

/** A variable that is written to a gateway's `.env`, without its sealed column. */
export type EnvironmentKeyRow = Omit<typeof environmentKeys.$inferSelect, "sealed"> & {
  /** The profile whose secret it was, as long as that is there. */
  profile: { agentId: string; profileId: string; fingerprint: string | null } | null;
};

const columns = {
  id: environmentKeys.id,
  gatewayId: environmentKeys.gatewayId,
  variable: environmentKeys.variable,
  fingerprint: environmentKeys.fingerprint,
  tail: environmentKeys.tail,
  profileRowId: environmentKeys.profileRowId,
  changedAtMs: environmentKeys.changedAtMs,
  changedBy: environmentKeys.changedBy,
  agentId: profiles.agentId,
  profileId: profiles.profileId,
  profileFingerprint: credentials.fingerprint,
};

/** A gateway's environment keys by variable, the order they stand in its `.env`. */
export function listEnvironmentKeys(db: Reader, gatewayId: string): EnvironmentKeyRow[] {
  return db
    .select(columns)
    .from(environmentKeys)
    .leftJoin(profiles, eq(profiles.id, environmentKeys.profileRowId))
    .leftJoin(credentials, eq(credentials.profileRowId, profiles.id))
    .where(eq(environmentKeys.gatewayId, gatewayId))
    .orderBy(asc(environmentKeys.variable))
    .all()
    .map(({ agentId, profileId, profileFingerprint, ...row }) => ({
      ...row,
      profile:
        agentId === null || profileId === null
          ? null
          : { agentId, profileId, fingerprint: profileFingerprint },
    }));
}

/** The envelopes of a gateway's environment keys, for the operation that writes them. */
export function listSealedEnvironmentKeys(
  db: Reader,
  gatewayId: string,
): { id: string; gatewayId: string; variable: string; sealed: SealedSecret }[] {
  const { id, variable, sealed } = environmentKeys;
  return db
    .select({ id, gatewayId: environmentKeys.gatewayId, variable, sealed })
    .from(environmentKeys)
    .where(eq(environmentKeys.gatewayId, gatewayId))
    .orderBy(asc(variable))
    .all();
}

/** Puts a key in the place of the one before; `secure_delete` overwrites the old row's bytes. */
export function replaceEnvironmentKey(tx: Tx, row: typeof environmentKeys.$inferInsert): void {
  deleteEnvironmentKey(tx, row.gatewayId, row.variable);
  tx.insert(environmentKeys).values(row).run();
}

export function deleteEnvironmentKey(tx: Tx, gatewayId: string, variable: string): void {
  tx.delete(environmentKeys)
    .where(and(eq(environmentKeys.gatewayId, gatewayId), eq(environmentKeys.variable, variable)))
    .run();
}
