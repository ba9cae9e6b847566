import { and, eq, gt, lte } from "drizzle-orm";
import type { Tx } from "#db/mutate.ts";
import { identityProofs } from "#db/people-schema.ts";

/** What a proof is good for. */
export type ProofKey = { sessionId: string; action: string; target: string };

const matches = ({ sessionId, action, target }: ProofKey) =>
  and(
    eq(identityProofs.sessionId, sessionId),
    eq(identityProofs.action, action),
    eq(identityProofs.target, target),
  );

/** Keeps a proof, and forgets those whose time is over. */
export function saveIdentityProof(tx: Tx, key: ProofKey, expiresAtMs: number, nowMs: number): void {
  tx.delete(identityProofs).where(lte(identityProofs.expiresAtMs, nowMs)).run();
  tx.insert(identityProofs)
    .values({ ...key, expiresAtMs })
    .onConflictDoUpdate({
      target: [identityProofs.sessionId, identityProofs.action, identityProofs.target],
      set: { expiresAtMs },
    })
    .run();
}

/** Takes a live proof away and says whether there was one: of two that come at once, one finds it. */
export function takeIdentityProof(tx: Tx, key: ProofKey, nowMs: number): boolean {
  const live = and(matches(key), gt(identityProofs.expiresAtMs, nowMs));
  return tx.delete(identityProofs).where(live).run().changes > 0;
}
