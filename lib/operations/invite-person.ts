import { z } from "zod";
import { deleteInvitation, findInvitation, saveInvitation } from "#db/repositories/invitations.ts";
import { findPersonByEmail } from "#db/repositories/people.ts";
import { actorName } from "#lib/domain/actor.ts";
import { ROLES } from "#lib/domain/role.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Email } from "#lib/operations/person-input.ts";
import { authoriseNow } from "#lib/operations/person-state.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { newInvitationToken } from "#lib/vault/token.ts";

/** A week: long enough for someone on holiday, short enough that a forgotten mail is no door. */
const INVITATION_LIFETIME_MS = 7 * 24 * 60 * 60_000;

export const InvitePersonInput = z.strictObject({ email: Email, role: z.enum(ROLES) });
export type InvitePersonInput = z.output<typeof InvitePersonInput>;

/**
 * Invites a person under a role. The token of the link is handed over once and kept nowhere; an earlier invitation for
 * the same address stops working.
 */
export function invitePerson(
  ctx: WriteContext,
  { email, role }: InvitePersonInput,
): { invitationId: string; token: SecretText; expiresAtMs: number } {
  const { token, id, hash } = newInvitationToken();
  const expiresAtMs = ctx.nowMs + INVITATION_LIFETIME_MS;
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    if (findPersonByEmail(tx, email)) throw new OperationError("user_exists", { email });
    requireStepUp(ctx, tx, "person.invite", email);
    saveInvitation(tx, {
      id,
      email,
      role,
      tokenHash: hash,
      createdAtMs: ctx.nowMs,
      createdBy: actorName(ctx.actor),
      createdById: ctx.actor.kind === "user" ? ctx.actor.userId : null,
      expiresAtMs,
    });
    return {
      result: { invitationId: id, token, expiresAtMs },
      audit: { event: "invitation.created", subject: id, details: { email, role, expiresAtMs } },
    };
  });
}

/** Takes an invitation back: its link says what a wrong one says. */
export function revokeInvitation(ctx: WriteContext, invitationId: string): { email: string } {
  return mutate(ctx, (tx) => {
    authoriseNow(ctx, tx, "people:manage");
    const invitation = findInvitation(tx, invitationId);
    if (!invitation) throw new OperationError("invitation_not_found");
    const { email } = invitation;
    deleteInvitation(tx, invitationId);
    return {
      result: { email },
      audit: { event: "invitation.revoked", subject: invitationId, details: { email } },
    };
  });
}
