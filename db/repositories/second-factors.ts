import { and, count, eq, isNotNull, isNull, lte, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { pendingSignIns, recoveryCodes, secondFactorRule, totpFactors } from "#db/factor-schema.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { countPasskeys } from "#db/repositories/passkeys.ts";
import { session } from "#db/schema.ts";
import type { Role } from "#lib/domain/role.ts";
import type { SealedSecret } from "#lib/domain/sealed-secret.ts";
import type { Factors } from "#lib/domain/second-factor.ts";

/** What a page may know of an authenticator app: all but its secret. */
export type TotpSummary = { createdAtMs: number; confirmedAtMs: number | null };

/** What an account can prove besides its password. An app that gave no code yet does not count. */
export function findFactors(db: Reader, userId: string): Factors {
  return { hasTotp: confirmedTotp(db).get({ userId }) !== undefined, passkeys: countPasskeys(db, userId) };
}

const confirmedTotp = keptQuery((db) =>
  db
    .select({ userId: totpFactors.userId })
    .from(totpFactors)
    .where(and(eq(totpFactors.userId, sql.placeholder("userId")), isNotNull(totpFactors.confirmedAtMs)))
    .prepare(),
);

export function findTotpSummary(db: Reader, userId: string): TotpSummary | null {
  const columns = { createdAtMs: totpFactors.createdAtMs, confirmedAtMs: totpFactors.confirmedAtMs };
  return db.select(columns).from(totpFactors).where(eq(totpFactors.userId, userId)).get() ?? null;
}

/** With the sealed secret, for who checks a code. */
export function findTotp(db: Reader, userId: string): typeof totpFactors.$inferSelect | null {
  return db.select().from(totpFactors).where(eq(totpFactors.userId, userId)).get() ?? null;
}

/** Begins anew with this secret; what was there before is gone. */
export function saveTotp(tx: Tx, row: { userId: string; sealed: SealedSecret; atMs: number }): void {
  const { userId, sealed, atMs: createdAtMs } = row;
  const fresh = { sealed, createdAtMs, lastStep: -1, confirmedAtMs: null };
  tx.insert(totpFactors)
    .values({ userId, ...fresh })
    .onConflictDoUpdate({ target: totpFactors.userId, set: fresh })
    .run();
}

export function noteTotpStep(tx: Tx, userId: string, lastStep: number): void {
  tx.update(totpFactors).set({ lastStep }).where(eq(totpFactors.userId, userId)).run();
}

export function confirmTotpRow(tx: Tx, userId: string, confirmedAtMs: number): void {
  tx.update(totpFactors).set({ confirmedAtMs }).where(eq(totpFactors.userId, userId)).run();
}

export function deleteTotp(tx: Tx, userId: string): boolean {
  return tx.delete(totpFactors).where(eq(totpFactors.userId, userId)).run().changes > 0;
}

/** How many codes are left to use. */
export function countRecoveryCodes(db: Reader, userId: string): number {
  const where = and(eq(recoveryCodes.userId, userId), isNull(recoveryCodes.usedAtMs));
  return db.select({ codes: count() }).from(recoveryCodes).where(where).get()?.codes ?? 0;
}

/** Replaces every code of this person. */
export function replaceRecoveryCodes(tx: Tx, userId: string, codeHashes: string[], atMs: number): void {
  deleteRecoveryCodes(tx, userId);
  const rows = codeHashes.map((codeHash) => ({ userId, codeHash, createdAtMs: atMs }));
  if (rows.length > 0) tx.insert(recoveryCodes).values(rows).run();
}

export function deleteRecoveryCodes(tx: Tx, userId: string): void {
  tx.delete(recoveryCodes).where(eq(recoveryCodes.userId, userId)).run();
}

/** Null for a code that is not this person's. */
export function findRecoveryCode(
  db: Reader,
  userId: string,
  codeHash: string,
): { usedAtMs: number | null } | null {
  const where = and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, codeHash));
  return db.select({ usedAtMs: recoveryCodes.usedAtMs }).from(recoveryCodes).where(where).get() ?? null;
}

export function markRecoveryCodeUsed(tx: Tx, userId: string, codeHash: string, usedAtMs: number): void {
  const where = and(eq(recoveryCodes.userId, userId), eq(recoveryCodes.codeHash, codeHash));
  tx.update(recoveryCodes).set({ usedAtMs }).where(where).run();
}

/** Adds one, and forgets those whose time is over. */
export function insertPendingSignIn(tx: Tx, row: typeof pendingSignIns.$inferInsert): void {
  tx.delete(pendingSignIns).where(lte(pendingSignIns.expiresAtMs, row.createdAtMs)).run();
  tx.insert(pendingSignIns).values(row).run();
}

export function findPendingSignIn(
  db: Reader,
  tokenHash: string,
): { userId: string; expiresAtMs: number } | null {
  const columns = { userId: pendingSignIns.userId, expiresAtMs: pendingSignIns.expiresAtMs };
  return db.select(columns).from(pendingSignIns).where(eq(pendingSignIns.tokenHash, tokenHash)).get() ?? null;
}

export function deletePendingSignIns(tx: Tx, userId: string): void {
  tx.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId)).run();
}

export function findRequiredRoles(db: Reader): readonly Role[] {
  return requiredRoles(db).get()?.roles ?? [];
}

const requiredRoles = keptQuery((db) =>
  db.select({ roles: secondFactorRule.roles }).from(secondFactorRule).prepare(),
);

export function saveRequiredRoles(tx: Tx, roles: Role[], changedAtMs: number, changedBy: string): void {
  const values = { roles, changedAtMs, changedBy };
  tx.insert(secondFactorRule)
    .values({ id: 1, ...values })
    .onConflictDoUpdate({ target: secondFactorRule.id, set: values })
    .run();
}

/** Ends every session of a person and returns how many there were. */
export function endSessions(tx: Tx, userId: string): number {
  return tx.delete(session).where(eq(session.userId, userId)).run().changes;
}
