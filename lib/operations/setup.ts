import { z } from "zod";
import {
  countPeople,
  deleteSetupCode,
  findSetupCodeHash,
  insertPerson,
  saveSetupCode,
} from "#db/repositories/people.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Email, Password, PersonName } from "#lib/operations/person-input.ts";
import { hashPassword } from "#lib/vault/password.ts";
import { hashSetupCode, newSetupCode, sameHash } from "#lib/vault/token.ts";

/**
 * Issues the one-time code that makes the first owner; `setup_done` when there are people already.
 *
 * Only its hash is stored, so every start prints a new one and the one before stops working.
 */
export function issueSetupCode(ctx: WriteContext): SecretText {
  authorise(ctx.actor, "people:manage");
  const { code, hash } = newSetupCode();
  return mutate(ctx, (tx) => {
    if (countPeople(tx) > 0) throw new OperationError("setup_done");
    saveSetupCode(tx, hash, ctx.nowMs);
    return { result: code, audit: { event: "setup.code_issued", subject: "setup" } };
  });
}

/** True until the first owner exists. */
export function isSetupOpen(ctx: Pick<WriteContext, "db">): boolean {
  return countPeople(ctx.db.reader) === 0;
}

export const CreateFirstOwnerInput = z.strictObject({
  code: z.string("required").trim().min(1, "required").max(64, "too_long"),
  name: PersonName,
  email: Email,
  password: Password,
});
export type CreateFirstOwnerInput = z.output<typeof CreateFirstOwnerInput>;

/**
 * Makes the first owner, whoever asks, if they hold the setup code.
 *
 * The code is checked and consumed in the transaction that inserts the owner, so of two racing
 * attempts with the same code exactly one wins and the other finds `setup_done`.
 */
export async function createFirstOwner(
  ctx: WriteContext,
  input: CreateFirstOwnerInput,
): Promise<{ userId: string }> {
  if (!isSetupOpen(ctx)) throw new OperationError("setup_done");
  requireCode(findSetupCodeHash(ctx.db.reader), input.code);
  const passwordHash = await hashPassword(input.password);
  const userId = newId("user");
  return mutate(ctx, (tx) => {
    if (countPeople(tx) > 0) throw new OperationError("setup_done");
    requireCode(findSetupCodeHash(tx), input.code);
    insertPerson(tx, {
      id: userId,
      name: input.name,
      email: input.email,
      role: "owner",
      passwordHash,
      atMs: ctx.nowMs,
    });
    deleteSetupCode(tx);
    return {
      result: { userId },
      audit: {
        event: "user.created",
        subject: userId,
        details: { email: input.email, role: "owner", by: "setup" },
      },
    };
  });
}

function requireCode(storedHash: string | null, code: string): void {
  if (storedHash === null || !sameHash(storedHash, hashSetupCode(code)))
    throw new OperationError("setup_code_wrong");
}
