import { findPersonByEmail, type PersonRow } from "#db/repositories/people.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { countSignInFrom } from "#lib/operations/limit-sign-in.ts";
import { requireOtherWays } from "#lib/operations/manage-oidc.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Email } from "#lib/operations/person-input.ts";

/**
 * Takes the word of the trusted proxy for who asks. Only accounts that are there: the proxy's directory makes nobody a
 * member, and gives no role. Throws `proxy_user_unknown` for anyone else, also a disabled account, `password_off` where a
 * provider is the only way in, and `sign_in_limited`. Whoever called makes the session, or asks for the second step.
 */
export function signInByProxy(
  ctx: WriteContext,
  { user, address }: { user: string; address: string },
): PersonRow {
  requireOtherWays(ctx);
  countSignInFrom(ctx, { way: "proxy", address });
  const email = Email.safeParse(user);
  const person = email.success ? findPersonByEmail(ctx.db.reader, email.data) : null;
  if (person === null || person.disabledAtMs !== null) throw new OperationError("proxy_user_unknown");
  mutate(ctx, () => ({
    result: undefined,
    audit: { event: "sign_in.named_by_proxy", subject: person.id, details: { address } },
  }));
  return person;
}

/** True when the trusted proxy names somebody else than whose session this is: the session is not theirs to use. */
export function isSomeoneElse(named: string | null, { email }: { email: string }): boolean {
  return named !== null && Email.safeParse(named).data !== email;
}
