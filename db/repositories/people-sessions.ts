import { and, desc, eq, gt, ne } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { Tx } from "#db/mutate.ts";
import { session } from "#db/schema.ts";

/** A session without its token's hash, which nobody has to see. */
export type SessionSummary = {
  id: string;
  userId: string;
  address: string | null;
  userAgent: string | null;
  createdAt: Date;
  lastUsedAt: Date;
};

const SUMMARY = {
  id: session.id,
  userId: session.userId,
  address: session.ipAddress,
  userAgent: session.userAgent,
  createdAt: session.createdAt,
  lastUsedAt: session.updatedAt,
};

/** The sessions that still live, of one person or of everyone, the last used first. */
export function listLiveSessions(db: Reader, nowMs: number, userId?: string): SessionSummary[] {
  const live = gt(session.expiresAt, new Date(nowMs));
  return db
    .select(SUMMARY)
    .from(session)
    .where(userId === undefined ? live : and(live, eq(session.userId, userId)))
    .orderBy(desc(session.updatedAt), desc(session.id))
    .all();
}

export function findSession(db: Reader, sessionId: string): SessionSummary | null {
  return db.select(SUMMARY).from(session).where(eq(session.id, sessionId)).get() ?? null;
}

export function deleteSession(tx: Tx, sessionId: string): void {
  tx.delete(session).where(eq(session.id, sessionId)).run();
}

/** Ends every session of a person, but for one if it is named, and says how many there were. */
export function deleteSessionsOf(tx: Tx, userId: string, except?: string): number {
  const theirs = eq(session.userId, userId);
  const where = except === undefined ? theirs : and(theirs, ne(session.id, except));
  return tx.delete(session).where(where).run().changes;
}
