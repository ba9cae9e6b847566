import { and, count, desc, eq, isNull } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { apiTokens } from "#db/schema.ts";

export type ApiTokenRow = typeof apiTokens.$inferSelect;

/** A token without its hash, which nobody has to see. */
export type ApiTokenSummary = Omit<ApiTokenRow, "tokenHash">;

const columns = {
  id: apiTokens.id,
  name: apiTokens.name,
  scopes: apiTokens.scopes,
  gatewayId: apiTokens.gatewayId,
  createdAtMs: apiTokens.createdAtMs,
  createdBy: apiTokens.createdBy,
  createdById: apiTokens.createdById,
  expiresAtMs: apiTokens.expiresAtMs,
  revokedAtMs: apiTokens.revokedAtMs,
  lastUsedAtMs: apiTokens.lastUsedAtMs,
};

export function findApiTokenByHash(db: Reader, tokenHash: string): ApiTokenRow | null {
  return db.select().from(apiTokens).where(eq(apiTokens.tokenHash, tokenHash)).get() ?? null;
}

export function findApiToken(db: Reader, id: string): ApiTokenSummary | null {
  return db.select(columns).from(apiTokens).where(eq(apiTokens.id, id)).get() ?? null;
}

/** Every token, newest first. */
export function listApiTokens(db: Reader): ApiTokenSummary[] {
  return db.select(columns).from(apiTokens).orderBy(desc(apiTokens.createdAtMs), desc(apiTokens.id)).all();
}

/** How many tokens are not revoked; expired ones count until someone revokes them. */
export function countUnrevokedApiTokens(db: Reader): number {
  const row = db.select({ tokens: count() }).from(apiTokens).where(isNull(apiTokens.revokedAtMs)).get();
  return row?.tokens ?? 0;
}

export function insertApiToken(tx: Tx, row: typeof apiTokens.$inferInsert): void {
  tx.insert(apiTokens).values(row).run();
}

export function markApiTokenUsed(tx: Tx, id: string, atMs: number): void {
  tx.update(apiTokens).set({ lastUsedAtMs: atMs }).where(eq(apiTokens.id, id)).run();
}

/** Revokes a token and says whether it was live until now. */
export function revokeApiTokenRow(tx: Tx, id: string, atMs: number): boolean {
  const where = and(eq(apiTokens.id, id), isNull(apiTokens.revokedAtMs));
  return tx.update(apiTokens).set({ revokedAtMs: atMs }).where(where).run().changes > 0;
}
