import { and, asc, desc, eq, inArray, isNull, ne } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { credentials, profiles, resolverGrants, resolverTokens } from "#db/schema.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";

export type ResolverTokenRow = typeof resolverTokens.$inferSelect;

export function findResolverToken(db: Reader, tokenHash: string): ResolverTokenRow | null {
  return db.select().from(resolverTokens).where(eq(resolverTokens.tokenHash, tokenHash)).get() ?? null;
}

export function isResolverTokenLive(db: Reader, id: string): boolean {
  const where = and(eq(resolverTokens.id, id), isNull(resolverTokens.revokedAtMs));
  return db.select({ id: resolverTokens.id }).from(resolverTokens).where(where).get() !== undefined;
}

/** A gateway's tokens, newest first. */
export function listResolverTokens(db: Reader, gatewayId: string): ResolverTokenRow[] {
  return db
    .select()
    .from(resolverTokens)
    .where(eq(resolverTokens.gatewayId, gatewayId))
    .orderBy(desc(resolverTokens.createdAtMs), desc(resolverTokens.id))
    .all();
}

export function insertResolverToken(tx: Tx, row: typeof resolverTokens.$inferInsert): void {
  tx.insert(resolverTokens).values(row).run();
}

export function markResolverTokenUsed(tx: Tx, id: string, atMs: number): void {
  tx.update(resolverTokens).set({ lastUsedAtMs: atMs }).where(eq(resolverTokens.id, id)).run();
}

/** Revokes every live token of a gateway but this one. */
export function revokeOtherTokens(tx: Tx, gatewayId: string, keptId: string, atMs: number): number {
  const isOther = and(eq(resolverTokens.gatewayId, gatewayId), ne(resolverTokens.id, keptId));
  return tx
    .update(resolverTokens)
    .set({ revokedAtMs: atMs })
    .where(and(isOther, isNull(resolverTokens.revokedAtMs)))
    .run().changes;
}

/** Revokes every live token of a gateway and says how many there were. */
export function revokeResolverTokens(tx: Tx, gatewayId: string, atMs: number): number {
  return tx
    .update(resolverTokens)
    .set({ revokedAtMs: atMs })
    .where(and(eq(resolverTokens.gatewayId, gatewayId), isNull(resolverTokens.revokedAtMs)))
    .run().changes;
}

/** What opening a granted secret needs: the envelope and the facts it is bound to. */
export type GrantedSecret = {
  refId: string;
  profileRowId: string;
  credentialId: string;
  sealed: SealedSecret;
  profile: Pick<
    typeof profiles.$inferSelect,
    "id" | "gatewayId" | "agentId" | "profileId" | "provider" | "type" | "label" | "email" | "expiresAtMs"
  >;
};

export function listGrantedSecrets(db: Reader, gatewayId: string, refIds: string[]): GrantedSecret[] {
  return db
    .select({
      refId: resolverGrants.refId,
      profileRowId: resolverGrants.profileRowId,
      credentialId: credentials.id,
      sealed: credentials.sealed,
      profile: {
        id: profiles.id,
        gatewayId: profiles.gatewayId,
        agentId: profiles.agentId,
        profileId: profiles.profileId,
        provider: profiles.provider,
        type: profiles.type,
        label: profiles.label,
        email: profiles.email,
        expiresAtMs: profiles.expiresAtMs,
      },
    })
    .from(resolverGrants)
    .innerJoin(profiles, eq(profiles.id, resolverGrants.profileRowId))
    .innerJoin(credentials, eq(credentials.profileRowId, profiles.id))
    .where(and(eq(resolverGrants.gatewayId, gatewayId), inArray(resolverGrants.refId, refIds)))
    .all();
}

export function listGrants(db: Reader, gatewayId: string): { refId: string; profileRowId: string }[] {
  return db
    .select({ refId: resolverGrants.refId, profileRowId: resolverGrants.profileRowId })
    .from(resolverGrants)
    .where(eq(resolverGrants.gatewayId, gatewayId))
    .orderBy(asc(resolverGrants.refId))
    .all();
}

export function saveGrant(tx: Tx, row: typeof resolverGrants.$inferInsert): void {
  tx.insert(resolverGrants)
    .values(row)
    .onConflictDoUpdate({
      target: [resolverGrants.gatewayId, resolverGrants.refId],
      set: { profileRowId: row.profileRowId, grantedAtMs: row.grantedAtMs },
    })
    .run();
}

export function deleteGrant(tx: Tx, gatewayId: string, refId: string): void {
  tx.delete(resolverGrants)
    .where(and(eq(resolverGrants.gatewayId, gatewayId), eq(resolverGrants.refId, refId)))
    .run();
}
