import { findPasswordHash, findPersonByEmail, type PersonRow } from "#db/repositories/people.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { DUMMY_PASSWORD_HASH, verifyPassword } from "#lib/vault/password.ts";

/**
 * The person whose password this is, or `sign_in_failed`. Unknown address, disabled account, no password and wrong
 * password are one answer, and each costs the same hash, so neither text nor time tells which it was. Callers count the attempt first.
 */
export async function checkPassword(
  ctx: Pick<WriteContext, "db">,
  { email, password }: { email: string; password: string },
): Promise<PersonRow> {
  const person = findPersonByEmail(ctx.db.reader, email);
  const hash = person && findPasswordHash(ctx.db.reader, person.id);
  const isRight = await verifyPassword(hash ?? DUMMY_PASSWORD_HASH, new SecretText(password));
  if (!person || person.disabledAtMs !== null || hash === null || !isRight)
    throw new OperationError("sign_in_failed");
  return person;
}
