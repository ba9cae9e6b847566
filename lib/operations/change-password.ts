import { z } from "zod";
import type { Tx } from "#db/mutate.ts";
import { findPasswordHash, findPerson, savePasswordHash } from "#db/repositories/people.ts";
import { deleteSessionsOf, findSession } from "#db/repositories/people-sessions.ts";
import { deletePendingSignIns } from "#db/repositories/second-factors.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countProof, forgiveProof } from "#lib/operations/limit-sign-in.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requirePassword, requirePerson } from "#lib/operations/own-second-factors.ts";
import { Email, Password } from "#lib/operations/person-input.ts";
import { authoriseNow, requirePersonByEmail } from "#lib/operations/person-state.ts";
import { hashPassword } from "#lib/vault/password.ts";

export const ChangePasswordInput = z.strictObject({
  current: z.string("required").min(1, "required").max(256, "too_long"),
  password: Password,
});
export type ChangePasswordInput = z.output<typeof ChangePasswordInput>;

/**
 * Gives one's own account another password, and ends its other sessions: whoever knew the old one is out. Throws
 * `password_wrong` for a wrong old one, which counts as a wrong proof does, `password_none` for an account that a provider
 * or a proxy signs in, and `signed_out` when the session or the account ended meanwhile.
 */
export async function changePassword(
  ctx: WriteContext,
  { current, password }: ChangePasswordInput,
  { address }: { address: string },
): Promise<{ sessions: number }> {
  const { userId, email, sessionId } = requirePerson(ctx.actor);
  const before = findPasswordHash(ctx.db.reader, userId);
  if (before === null) throw new OperationError("password_none");
  countProof(ctx, { userId, address, action: "password.change" });
  await requirePassword(ctx, { userId, email, password: current });
  const passwordHash = await hashPassword(password);
  return mutate(ctx, (tx) => {
    // The session may have been ended, or the account, while the password was looked at.
    const isIn = sessionId !== undefined && findSession(tx, sessionId)?.userId === userId;
    if (!isIn || findPerson(tx, userId)?.disabledAtMs !== null) throw new OperationError("signed_out");
    // Another request may have changed it meanwhile.
    if (findPasswordHash(tx, userId) !== before) throw new OperationError("password_wrong");
    forgiveProof(tx, userId, ctx.nowMs);
    return replaced(tx, ctx, { userId, passwordHash, except: sessionId });
  });
}

export const SetPasswordInput = z.strictObject({ email: Email, password: Password });
export type SetPasswordInput = z.output<typeof SetPasswordInput>;

/**
 * Gives somebody's account a password and ends all its sessions, for who forgot theirs. At the machine only: an owner of
 * the web who could do this could be anyone.
 */
export async function setPassword(
  ctx: WriteContext,
  { email, password }: SetPasswordInput,
): Promise<{ sessions: number }> {
  if (ctx.actor.kind !== "cli") throw new OperationError("forbidden", { permission: "people:manage" });
  const passwordHash = await hashPassword(password);
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const { id } = requirePersonByEmail(tx, email);
    return replaced(tx, ctx, { userId: id, passwordHash });
  });
}

function replaced(
  tx: Tx,
  { nowMs }: WriteContext,
  { userId, passwordHash, except }: { userId: string; passwordHash: string; except?: string | undefined },
) {
  savePasswordHash(tx, { userId, passwordHash, atMs: nowMs });
  deletePendingSignIns(tx, userId);
  const sessions = deleteSessionsOf(tx, userId, except);
  return {
    result: { sessions },
    audit: { event: "user.password_changed", subject: userId, details: { sessions } },
  };
}
