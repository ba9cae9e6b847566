import { and, count, desc, eq, lte, sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { passkeyChallenges, passkeys } from "#db/factor-schema.ts";
import type { Tx } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";

export type PasskeyRow = typeof passkeys.$inferSelect;
export type PasskeyChallenge = typeof passkeyChallenges.$inferSelect;

export function countPasskeys(db: Reader, userId: string): number {
  return passkeyCount(db).get({ userId })?.passkeys ?? 0;
}

const passkeyCount = keptQuery((db) =>
  db
    .select({ passkeys: count() })
    .from(passkeys)
    .where(eq(passkeys.userId, sql.placeholder("userId")))
    .prepare(),
);

/** A person's passkeys, newest first. Their keys are public, but no page needs them. */
export function listPasskeys(db: Reader, userId: string): PasskeyRow[] {
  const newestFirst = [desc(passkeys.createdAtMs), desc(passkeys.id)] as const;
  return db
    .select()
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .orderBy(...newestFirst)
    .all();
}

export function findPasskeyByCredential(db: Reader, credentialId: string): PasskeyRow | null {
  return db.select().from(passkeys).where(eq(passkeys.credentialId, credentialId)).get() ?? null;
}

export function insertPasskey(tx: Tx, row: typeof passkeys.$inferInsert): void {
  tx.insert(passkeys).values(row).run();
}

/** Notes what a passkey said of itself when it signed. */
export function notePasskeyUse(
  tx: Tx,
  id: string,
  seen: { counter: number; backedUp: boolean; lastUsedAtMs: number },
): void {
  tx.update(passkeys).set(seen).where(eq(passkeys.id, id)).run();
}

/** Removes a passkey of this person and returns its name; null when there is none. */
export function deletePasskey(tx: Tx, userId: string, id: string): string | null {
  const where = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
  return tx.delete(passkeys).where(where).returning({ name: passkeys.name }).get()?.name ?? null;
}

export function deletePasskeys(tx: Tx, userId: string): void {
  tx.delete(passkeys).where(eq(passkeys.userId, userId)).run();
}

/** Adds one, and forgets those whose time is over. */
export function insertPasskeyChallenge(tx: Tx, row: PasskeyChallenge): void {
  tx.delete(passkeyChallenges).where(lte(passkeyChallenges.expiresAtMs, row.createdAtMs)).run();
  tx.insert(passkeyChallenges).values(row).run();
}

/** Takes a challenge away, so that nobody uses it twice; null when it is gone. */
export function takePasskeyChallenge(tx: Tx, tokenHash: string): PasskeyChallenge | null {
  const where = eq(passkeyChallenges.tokenHash, tokenHash);
  return tx.delete(passkeyChallenges).where(where).returning().get() ?? null;
}
