import { NO_CHANGE } from "#db/mutate.ts";
import { deletePerson, updatePersonDisabled, updatePersonRole } from "#db/repositories/people.ts";
import { deleteSessionsOf } from "#db/repositories/people-sessions.ts";
import type { Role } from "#lib/domain/role.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { authoriseNow, requireAnotherOwner, requirePerson } from "#lib/operations/person-state.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

/** Gives a person another role, which counts from their next request. Never takes the last owner away. */
export function setPersonRole(ctx: WriteContext, userId: string, role: Role): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const person = requirePerson(tx, userId);
    const { email } = person;
    if (person.role === role) return { result: { email }, audit: NO_CHANGE };
    requireAnotherOwner(tx, person);
    requireStepUp(ctx, tx, "person.set_role", userId);
    updatePersonRole(tx, userId, role, ctx.nowMs);
    const details = { email, from: person.role, to: role };
    return { result: { email }, audit: { event: "user.role_changed", subject: userId, details } };
  });
}

/**
 * Disables an account: its sessions end with it, and nothing it made lets anyone in until it is enabled again. Never
 * the last owner.
 */
export function disablePerson(ctx: WriteContext, userId: string): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const person = requirePerson(tx, userId);
    const { email } = person;
    if (person.disabledAtMs !== null) return { result: { email }, audit: NO_CHANGE };
    requireAnotherOwner(tx, person);
    requireStepUp(ctx, tx, "person.disable", userId);
    updatePersonDisabled(tx, userId, ctx.nowMs, ctx.nowMs);
    const details = { email, sessions: deleteSessionsOf(tx, userId) };
    return { result: { email }, audit: { event: "user.disabled", subject: userId, details } };
  });
}

/** Lets a disabled account sign in again, with the password it had. */
export function enablePerson(ctx: WriteContext, userId: string): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const person = requirePerson(tx, userId);
    const { email } = person;
    if (person.disabledAtMs === null) return { result: { email }, audit: NO_CHANGE };
    requireStepUp(ctx, tx, "person.enable", userId);
    updatePersonDisabled(tx, userId, null, ctx.nowMs);
    return {
      result: { email },
      audit: { event: "user.enabled", subject: userId, details: { email } },
    };
  });
}

/**
 * Removes an account with its sessions, calendar links and open invitations. What it did stays in the audit log under
 * its address, and the API tokens it made are refused. Never the last owner.
 */
export function removePerson(ctx: WriteContext, userId: string): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const person = requirePerson(tx, userId);
    requireAnotherOwner(tx, person);
    requireStepUp(ctx, tx, "person.remove", userId);
    const { email, role } = person;
    deletePerson(tx, userId);
    return {
      result: { email },
      audit: { event: "user.removed", subject: userId, details: { email, role } },
    };
  });
}
