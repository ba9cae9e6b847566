import { z } from "zod";
import { findPersonByEmail, insertPerson } from "#db/repositories/people.ts";
import { ROLES } from "#lib/domain/role.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Email, Password, PersonName } from "#lib/operations/person-input.ts";
import { hashPassword } from "#lib/vault/password.ts";

export const CreateUserInput = z.strictObject({
  email: Email,
  name: PersonName.optional(),
  role: z.enum(ROLES),
  password: Password,
});
export type CreateUserInput = z.output<typeof CreateUserInput>;

/** Makes an account. The name defaults to the part of the address before the @. */
export async function createUser(ctx: WriteContext, input: CreateUserInput): Promise<{ userId: string }> {
  authorise(ctx.actor, "people:manage");
  const passwordHash = await hashPassword(input.password);
  const { email, role } = input;
  const userId = newId("user");
  return mutate(ctx, (tx) => {
    if (findPersonByEmail(tx, email)) throw new OperationError("user_exists", { email });
    const name = input.name ?? email.slice(0, email.indexOf("@"));
    insertPerson(tx, { id: userId, name, email, role, passwordHash, atMs: ctx.nowMs });
    return {
      result: { userId },
      audit: { event: "user.created", subject: userId, details: { email, role } },
    };
  });
}
