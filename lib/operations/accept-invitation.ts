import { z } from "zod";
import type { Reader } from "#db/client.ts";
import { deleteInvitation, findInvitationByHash, type InvitationRow } from "#db/repositories/invitations.ts";
import { findPersonByEmail, insertPerson } from "#db/repositories/people.ts";
import type { Role } from "#lib/domain/role.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Password, PersonName } from "#lib/operations/person-input.ts";
import { activePersonMay } from "#lib/operations/person-state.ts";
import { hashPassword } from "#lib/vault/password.ts";
import { hashInvitationToken, isInvitationToken, sameHash } from "#lib/vault/token.ts";

export const AcceptInvitationInput = z.strictObject({ name: PersonName, password: Password });
export type AcceptInvitationInput = z.output<typeof AcceptInvitationInput>;

/**
 * Whom a link invites, for the page that asks for a name and a password. A link that is wrong, over, used, taken back,
 * or of someone who may no longer invite is one refusal: `invitation_unknown`.
 */
export function openInvitation(ctx: WriteContext, token: string): { email: string; role: Role } {
  const { email, role } = requireLive(ctx, ctx.db.reader, token);
  return { email, role };
}

/** Makes the account that a link invites to. It works once: of two at the same time one gets `invitation_unknown`. */
export async function acceptInvitation(
  ctx: WriteContext,
  token: string,
  input: AcceptInvitationInput,
): Promise<{ userId: string; email: string }> {
  requireLive(ctx, ctx.db.reader, token);
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  return mutate(ctx, (tx) => {
    const { id, email, role, createdBy } = requireLive(ctx, tx, token);
    insertPerson(tx, { id: userId, name: input.name, email, role, passwordHash, atMs: ctx.nowMs });
    deleteInvitation(tx, id);
    const details = { email, role, by: "invitation", invitedBy: createdBy };
    return { result: { userId, email }, audit: { event: "user.created", subject: userId, details } };
  });
}

function requireLive(ctx: WriteContext, db: Reader, token: string): InvitationRow {
  const hash = isInvitationToken(token) ? hashInvitationToken(token) : null;
  const row = hash === null ? null : findInvitationByHash(db, hash);
  const isLive =
    row !== null && hash !== null && sameHash(row.tokenHash, hash) && ctx.nowMs < row.expiresAtMs;
  if (!isLive || !isStillMeant(db, row)) throw new OperationError("invitation_unknown");
  return row;
}

/** An invitation gives no more than whoever made it could give now, and nothing to an account that is there already. */
function isStillMeant(db: Reader, { createdById, email }: InvitationRow): boolean {
  const isMakerAllowed = createdById === null || activePersonMay(db, createdById, "people:manage");
  return isMakerAllowed && findPersonByEmail(db, email) === null;
}
