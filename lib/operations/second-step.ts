import { z } from "zod";
import { NO_CHANGE } from "#db/mutate.ts";
import { findPerson, type PersonRow } from "#db/repositories/people.ts";
import {
  deletePendingSignIns,
  findFactors,
  findPendingSignIn,
  findRequiredRoles,
  insertPendingSignIn,
} from "#db/repositories/second-factors.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { type Factors, hasSecondFactor, owesSecondFactor } from "#lib/domain/second-factor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { type AcceptedCode, acceptCode } from "#lib/operations/accept-code.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countSignIn } from "#lib/operations/limit-sign-in.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { hashPendingSignIn, isPendingSignIn, newPendingSignIn } from "#lib/vault/token.ts";

/** Long enough to find a phone or a printed code, in milliseconds. */
export const PENDING_SIGN_IN_MS = 5 * 60_000;

/** Long enough for a recovery code with its blanks; anything longer is none. */
export const Code = z.string("required").trim().min(1, "required").max(64, "too_long");

type Reading = Pick<WriteContext, "db">;

/** True for an account whose password alone signs nobody in. */
export function asksSecondStep(ctx: Reading, userId: string): boolean {
  return hasSecondFactor(findFactors(ctx.db.reader, userId));
}

/** What an account can prove in the second step. */
export function factorsOf(ctx: Reading, userId: string): Factors {
  return findFactors(ctx.db.reader, userId);
}

/** True for someone who may do nothing before they have set up a second factor. */
export function mustSetUpSecondFactor(ctx: Reading, actor: Extract<Actor, { kind: "user" }>): boolean {
  const roles = findRequiredRoles(ctx.db.reader);
  // Most consoles have no such rule, and every request of every page asks.
  return (
    roles.includes(actor.role) &&
    owesSecondFactor(actor.role, findFactors(ctx.db.reader, actor.userId), roles)
  );
}

/**
 * Notes that a password was right, for five minutes. The token goes to that browser and nowhere else; it is no session
 * and opens nothing but the second step.
 */
export function beginSecondStep(ctx: WriteContext, userId: string): { token: SecretText } {
  const { token, hash } = newPendingSignIn();
  const expiresAtMs = ctx.nowMs + PENDING_SIGN_IN_MS;
  return mutate(ctx, (tx) => {
    insertPendingSignIn(tx, { tokenHash: hash, userId, createdAtMs: ctx.nowMs, expiresAtMs });
    return { result: { token }, audit: { event: "sign_in.second_step_asked", subject: userId } };
  });
}

/** Whose second step this token is for, or null: never begun, over, or done. */
export function pendingPerson(ctx: Pick<WriteContext, "db" | "nowMs">, token: string): PersonRow | null {
  if (!isPendingSignIn(token)) return null;
  const pending = findPendingSignIn(ctx.db.reader, hashPendingSignIn(token));
  if (!pending || pending.expiresAtMs <= ctx.nowMs) return null;
  return findPerson(ctx.db.reader, pending.userId);
}

/**
 * Takes the code of a pending sign-in. The attempt counts against the account and the address as a password does, and
 * before the code is looked at, so parallel guesses get no further than one after the other. Throws `second_step_over`,
 * `sign_in_limited`, `code_wrong`, `code_used`; the pending sign-in then stays until its time is over.
 */
export function passSecondStep(
  ctx: OpeningContext,
  { token, code, address }: { token: string; code: string; address: string },
): PersonRow {
  const person = pendingPerson(ctx, token);
  if (!person) throw new OperationError("second_step_over");
  countSignIn(ctx, { email: person.email, address });
  const accepted = mutate<AcceptedCode>(ctx, (tx) => {
    // Asked again: another request may have passed, or an owner reset this account, since.
    if (!findPendingSignIn(tx, hashPendingSignIn(token))) throw new OperationError("second_step_over");
    const result = acceptCode(tx, ctx, person.id, code);
    if (!result.ok) return { result, audit: NO_CHANGE };
    deletePendingSignIns(tx, person.id);
    const { ok: _, ...details } = result;
    return { result, audit: { event: "sign_in.second_step_passed", subject: person.id, details } };
  });
  if (!accepted.ok) throw new OperationError(accepted.code);
  return person;
}
