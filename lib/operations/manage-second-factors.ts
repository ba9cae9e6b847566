import { z } from "zod";
import { deletePasskeys } from "#db/repositories/passkeys.ts";
import { findPerson, findPersonByEmail } from "#db/repositories/people.ts";
import {
  deletePendingSignIns,
  deleteRecoveryCodes,
  deleteTotp,
  endSessions,
  findFactors,
  saveRequiredRoles,
} from "#db/repositories/second-factors.ts";
import { actorName } from "#lib/domain/actor.ts";
import { ROLES } from "#lib/domain/role.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Email } from "#lib/operations/person-input.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

/** Names a person by id, as pages do, or by e-mail, as the terminal does. */
export type WhichPerson = { userId: string } | { email: string };

/**
 * Takes every second factor and recovery code of someone away, and ends their sessions and sign-ins under way: for who
 * lost their phone, and for who should not have had one. Their password works alone until they set up another.
 */
export function resetSecondFactors(
  ctx: WriteContext,
  which: WhichPerson,
): { email: string; hadFactor: boolean } {
  authorise(ctx.actor, "people:manage");
  return mutate(ctx, (tx) => {
    const person = "userId" in which ? findPerson(tx, which.userId) : findPersonByEmail(tx, which.email);
    if (!person) throw new OperationError("user_not_found");
    const { id, email } = person;
    requireStepUp(ctx, tx, "second_factor.reset", id);
    const { hasTotp, passkeys } = findFactors(tx, id);
    deleteTotp(tx, id);
    deletePasskeys(tx, id);
    deleteRecoveryCodes(tx, id);
    deletePendingSignIns(tx, id);
    const sessions = endSessions(tx, id);
    const details = { email, app: hasTotp, passkeys, sessions };
    return {
      result: { email, hadFactor: hasTotp || passkeys > 0 },
      audit: { event: "second_factor.reset", subject: id, details },
    };
  });
}

export const ResetFactorsInput = z.strictObject({ email: Email });

export const SecondFactorRuleInput = z.strictObject({
  roles: z
    .array(z.enum(ROLES, "role_unknown"))
    .max(ROLES.length, "role_unknown")
    .transform((roles) => ROLES.filter((role) => roles.includes(role))),
});
export type SecondFactorRuleInput = z.output<typeof SecondFactorRuleInput>;

/** Says whose role has to have a second factor. Counts from everyone's next request on, in sessions that are open too. */
export function setSecondFactorRule(ctx: WriteContext, { roles }: SecondFactorRuleInput): void {
  authorise(ctx.actor, "people:manage");
  mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "second_factor.rule", roles.join(" "));
    saveRequiredRoles(tx, roles, ctx.nowMs, actorName(ctx.actor));
    return {
      result: undefined,
      audit: { event: "second_factor.rule_set", subject: "sign_in", details: { roles } },
    };
  });
}
