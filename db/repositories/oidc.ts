import { and, count, eq, lte } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { oidcIdentities, oidcProvider, oidcSignIns } from "#db/oidc-schema.ts";
import { keptQuery } from "#db/prepared.ts";
import { user } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";

export type OidcProviderRow = typeof oidcProvider.$inferSelect;
/** The provider without the sealed secret, for pages. */
export type OidcProviderSummary = Omit<OidcProviderRow, "id" | "sealed"> & { hasSecret: boolean };
export type OidcSignIn = typeof oidcSignIns.$inferSelect;

/** With the sealed secret, for who talks to the provider. */
export function findOidcProvider(db: Reader): OidcProviderRow | null {
  return provider(db).get() ?? null;
}

const provider = keptQuery((db) => db.select().from(oidcProvider).prepare());

export function findOidcSummary(db: Reader): OidcProviderSummary | null {
  const row = findOidcProvider(db);
  if (row === null) return null;
  const { id: _, sealed, ...shown } = row;
  return { ...shown, hasSecret: sealed !== null };
}

export function saveOidcProvider(tx: Tx, row: Omit<OidcProviderRow, "id">): void {
  tx.insert(oidcProvider)
    .values({ id: 1, ...row })
    .onConflictDoUpdate({ target: oidcProvider.id, set: row })
    .run();
}

export function setOnlyWay(tx: Tx, isOnlyWay: boolean, changedAtMs: number, changedBy: string): boolean {
  return tx.update(oidcProvider).set({ isOnlyWay, changedAtMs, changedBy }).run().changes > 0;
}

export function findLinkedUserId(db: Reader, issuer: string, subject: string): string | null {
  const where = and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.subject, subject));
  return db.select({ userId: oidcIdentities.userId }).from(oidcIdentities).where(where).get()?.userId ?? null;
}

/** Whether a person has signed in through this provider, by whatever subject. */
export function isLinkedPerson(db: Reader, issuer: string, userId: string): boolean {
  const where = and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.userId, userId));
  return db.select({ userId: oidcIdentities.userId }).from(oidcIdentities).where(where).get() !== undefined;
}

/** How many owners have signed in through this provider. */
export function countLinkedOwners(db: Reader, issuer: string): number {
  const where = and(eq(oidcIdentities.issuer, issuer), eq(user.role, "owner"));
  return (
    db
      .select({ owners: count() })
      .from(oidcIdentities)
      .innerJoin(user, eq(user.id, oidcIdentities.userId))
      .where(where)
      .get()?.owners ?? 0
  );
}

export function insertIdentity(
  tx: Tx,
  row: { issuer: string; subject: string; userId: string; atMs: number },
): void {
  const { atMs, ...identity } = row;
  tx.insert(oidcIdentities)
    .values({ ...identity, linkedAtMs: atMs, lastUsedAtMs: atMs })
    .run();
}

export function noteIdentityUse(tx: Tx, issuer: string, subject: string, lastUsedAtMs: number): void {
  const where = and(eq(oidcIdentities.issuer, issuer), eq(oidcIdentities.subject, subject));
  tx.update(oidcIdentities).set({ lastUsedAtMs }).where(where).run();
}

/** Adds one, and forgets those whose time is over. */
export function insertOidcSignIn(tx: Tx, row: OidcSignIn): void {
  tx.delete(oidcSignIns).where(lte(oidcSignIns.expiresAtMs, row.createdAtMs)).run();
  tx.insert(oidcSignIns).values(row).run();
}

/** Takes it away, so that nobody comes back from the provider twice; null when it is gone. */
export function takeOidcSignIn(tx: Tx, tokenHash: string): OidcSignIn | null {
  return tx.delete(oidcSignIns).where(eq(oidcSignIns.tokenHash, tokenHash)).returning().get() ?? null;
}

/** A person without a password, who comes through the provider. */
export function insertOidcPerson(
  tx: Tx,
  person: { id: string; name: string; email: string; role: Role; atMs: number },
): void {
  const { atMs, ...columns } = person;
  const at = new Date(atMs);
  tx.insert(user)
    .values({ ...columns, emailVerified: true, createdAt: at, updatedAt: at })
    .run();
}

export function countOwners(db: Reader): number {
  return db.select({ owners: count() }).from(user).where(eq(user.role, "owner")).get()?.owners ?? 0;
}

export function setPersonRole(tx: Tx, userId: string, role: Role, atMs: number): void {
  tx.update(user)
    .set({ role, updatedAt: new Date(atMs) })
    .where(eq(user.id, userId))
    .run();
}
