import { NO_CHANGE, type Tx } from "#db/mutate.ts";
import { saveIdentityProof } from "#db/repositories/identity-proofs.ts";
import { findPasswordHash, findPerson } from "#db/repositories/people.ts";
import { findSession, type SessionSummary } from "#db/repositories/people-sessions.ts";
import { findTotp } from "#db/repositories/second-factors.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { acceptCode } from "#lib/operations/accept-code.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countProof, forgiveProof } from "#lib/operations/limit-sign-in.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { StepUpAction } from "#lib/operations/step-up.ts";
import { DUMMY_PASSWORD_HASH, verifyPassword } from "#lib/vault/password.ts";

/** Long enough for the post that brings proof and deed together, and for a slow vault between them. */
const PROOF_LIFETIME_MS = 5 * 60_000;

/** How recent a sign-in has to be to stand for a proof, in milliseconds. */
const RECENT_MS = 5 * 60_000;

/**
 * How a person shows who they are: by the password; by a code of the authenticator app or a recovery code; or, who has
 * neither because a provider or a passkey signs them in, by having just done so.
 */
export type IdentityProof =
  | { kind: "password"; password: SecretText }
  | { kind: "code"; code: string }
  | { kind: "recent_sign_in" };

/** What the page asks this person for: the strongest thing that they type, and a recent sign-in where there is none. */
export function proofOf({ db }: Pick<WriteContext, "db">, userId: string): IdentityProof["kind"] {
  if (findPasswordHash(db.reader, userId) !== null) return "password";
  return findTotp(db.reader, userId)?.confirmedAtMs == null ? "recent_sign_in" : "code";
}

/** Until when this session's sign-in stands for a proof; null when it no longer does. Milliseconds since 1970. */
export function recentSignInUntilMs(
  { db, nowMs }: Pick<WriteContext, "db" | "nowMs">,
  sessionId: string,
): number | null {
  const session = findSession(db.reader, sessionId);
  return session && isRecent(session, nowMs) ? session.createdAt.getTime() + RECENT_MS : null;
}

/**
 * Takes a fresh proof of who is at the keyboard, for one action on one target in this session, once, within five
 * minutes.
 *
 * Throws `step_up_failed` for a wrong proof and `sign_in_limited` after too many: a stolen session must not be a place
 * to guess. `step_up_required` when there is nothing to look at. Actors who are no people of the web need none and are
 * let through.
 */
export async function proveIdentity(
  ctx: OpeningContext,
  proof: IdentityProof,
  { action, target, address }: { action: StepUpAction; target: string; address: string },
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  const { userId, sessionId } = actor;
  if (sessionId === undefined) throw new OperationError("step_up_required");
  const isTyped = proof.kind !== "recent_sign_in";
  if (isTyped) countProof(ctx, { userId, address, action });
  const holds = await checkOf(ctx, userId, proof);
  const isProved = mutate(ctx, (tx) => {
    const session = findSession(tx, sessionId);
    // The session may have been ended while the password was looked at.
    if (session?.userId !== userId || findPerson(tx, userId)?.disabledAtMs !== null)
      throw new OperationError("signed_out");
    if (!holds(tx, session)) return { result: false, audit: NO_CHANGE };
    forgiveProof(tx, userId, ctx.nowMs);
    saveIdentityProof(tx, { sessionId, action, target }, ctx.nowMs + PROOF_LIFETIME_MS, ctx.nowMs);
    const details = { action, by: proof.kind };
    return { result: true, audit: { event: "step_up.proved", subject: userId, details } };
  });
  if (!isProved) throw new OperationError(isTyped ? "step_up_failed" : "step_up_required");
}

/** Does the slow work before the transaction, and says within it whether the proof holds. */
async function checkOf(
  ctx: OpeningContext,
  userId: string,
  proof: IdentityProof,
): Promise<(tx: Tx, session: SessionSummary) => boolean> {
  switch (proof.kind) {
    case "password": {
      const stored = findPasswordHash(ctx.db.reader, userId);
      // An account without a password costs as much as a wrong one.
      const isRight =
        (await verifyPassword(stored ?? DUMMY_PASSWORD_HASH, proof.password)) && stored !== null;
      return () => isRight;
    }
    case "code":
      return (tx) => acceptCode(tx, ctx, userId, proof.code).ok;
    case "recent_sign_in":
      return (_tx, session) => proofOf(ctx, userId) === "recent_sign_in" && isRecent(session, ctx.nowMs);
  }
}

const isRecent = ({ createdAt }: SessionSummary, nowMs: number): boolean =>
  nowMs - createdAt.getTime() < RECENT_MS;
