import { NO_CHANGE } from "#db/mutate.ts";
import { deleteSession, deleteSessionsOf, findSession } from "#db/repositories/people-sessions.ts";
import type { Permission } from "#lib/domain/role.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { authoriseNow, requirePerson } from "#lib/operations/person-state.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

/**
 * Ends one session of a person: its next request is that of a stranger. One's own need no fresh proof, because ending
 * them takes nothing from anyone; `session_not_found` also for a session of someone else.
 */
export function endSession(ctx: WriteContext, userId: string, sessionId: string): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, permissionFor(ctx, userId));
    const { email } = requirePerson(tx, userId);
    if (findSession(tx, sessionId)?.userId !== userId) throw new OperationError("session_not_found");
    if (!isOneself(ctx, userId)) requireStepUp(ctx, tx, "person.end_sessions", userId);
    deleteSession(tx, sessionId);
    const details = { email, sessions: 1 };
    return { result: { email }, audit: { event: "user.sessions_ended", subject: userId, details } };
  });
}

/** Ends every session of a person, this one too when they are one's own. */
export function endSessions(ctx: WriteContext, userId: string): { email: string; sessions: number } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, permissionFor(ctx, userId));
    const { email } = requirePerson(tx, userId);
    if (!isOneself(ctx, userId)) requireStepUp(ctx, tx, "person.end_sessions", userId);
    const sessions = deleteSessionsOf(tx, userId);
    if (sessions === 0) return { result: { email, sessions }, audit: NO_CHANGE };
    const details = { email, sessions };
    return { result: { email, sessions }, audit: { event: "user.sessions_ended", subject: userId, details } };
  });
}

function isOneself({ actor }: WriteContext, userId: string): boolean {
  return actor.kind === "user" && actor.userId === userId;
}

function permissionFor(ctx: WriteContext, userId: string): Permission {
  return isOneself(ctx, userId) ? "status:read" : "people:manage";
}
