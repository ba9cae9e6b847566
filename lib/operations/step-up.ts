import type { Tx } from "#db/mutate.ts";
import { saveIdentityProof, takeIdentityProof } from "#db/repositories/identity-proofs.ts";
import { findPasswordHash, findPerson } from "#db/repositories/people.ts";
import { findSessionUser } from "#db/repositories/people-sessions.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countProof, forgiveProof } from "#lib/operations/limit-sign-in.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { DUMMY_PASSWORD_HASH, verifyPassword } from "#lib/vault/password.ts";

/** Long enough for the post that brings proof and deed together, and for a slow vault between them. */
const PROOF_LIFETIME_MS = 5 * 60_000;

/** What asks for a fresh proof. */
export const STEP_UP_ACTIONS = [
  "person.set_role",
  "person.disable",
  "person.enable",
  "person.remove",
  "person.invite",
  "person.end_sessions",
  "key.rotate",
  "key.cancel_rotation",
  "key.export",
  "backup.make",
  "backup.schedule",
] as const;
export type StepUpAction = (typeof STEP_UP_ACTIONS)[number];

/** How a person shows who they are. Each kind has its check in `CHECKS`. */
export type IdentityProof = { kind: "password"; password: SecretText };

type Check<K extends IdentityProof["kind"]> = (
  ctx: WriteContext,
  userId: string,
  proof: Extract<IdentityProof, { kind: K }>,
) => Promise<boolean>;

const CHECKS: { readonly [K in IdentityProof["kind"]]: Check<K> } = {
  // An account without a password costs as much as a wrong one.
  password: async (ctx, userId, { password }) => {
    const stored = findPasswordHash(ctx.db.reader, userId);
    return (await verifyPassword(stored ?? DUMMY_PASSWORD_HASH, password)) && stored !== null;
  },
};

/**
 * Takes a fresh proof of who is at the keyboard, for one action on one target in this session, once, within five
 * minutes.
 *
 * Throws `step_up_failed` for a wrong proof and `sign_in_limited` after too many: a stolen session must not be a place
 * to guess the password. Actors who are no people of the web need none and are let through.
 */
export async function proveIdentity(
  ctx: WriteContext,
  proof: IdentityProof,
  { action, target, address }: { action: StepUpAction; target: string; address: string },
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== "user") return;
  const { userId, sessionId } = actor;
  if (sessionId === undefined) throw new OperationError("step_up_required");
  countProof(ctx, { userId, address, action });
  const isProved = await CHECKS[proof.kind](ctx, userId, proof);
  if (!isProved) throw new OperationError("step_up_failed");
  mutate(ctx, (tx) => {
    // The session may have been ended while the password was looked at.
    if (findSessionUser(tx, sessionId) !== userId || findPerson(tx, userId)?.disabledAtMs !== null)
      throw new OperationError("signed_out");
    forgiveProof(tx, userId, ctx.nowMs);
    saveIdentityProof(tx, { sessionId, action, target }, ctx.nowMs + PROOF_LIFETIME_MS, ctx.nowMs);
    return { result: undefined, audit: { event: "step_up.proved", subject: userId, details: { action } } };
  });
}

/**
 * Uses up the proof for this action and target, within the transaction that does the deed: a deed that is refused
 * leaves the proof for the next attempt. `step_up_required` when there is none. The terminal needs none, because
 * whoever uses it holds the database and the keyring.
 */
export function requireStepUp(ctx: WriteContext, tx: Tx, action: StepUpAction, target: string): void {
  const { actor } = ctx;
  if (actor.kind === "cli" || actor.kind === "system") return;
  const sessionId = actor.kind === "user" ? actor.sessionId : undefined;
  if (sessionId === undefined || !takeIdentityProof(tx, { sessionId, action, target }, ctx.nowMs))
    throw new OperationError("step_up_required");
}
