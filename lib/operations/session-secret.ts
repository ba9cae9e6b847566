import { randomBytes } from "node:crypto";
import { NO_CHANGE } from "#db/mutate.ts";
import { findSessionSecret, insertSessionSecret } from "#db/repositories/session-secret.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";

/**
 * The text that signs session cookies: 256 random bits, made when they are first needed and then always the same.
 *
 * It comes from no keyring, so that people sign in while the vault is sealed. Whoever copies the database has it too, and
 * has no session for it: of their tokens the database holds hashes.
 */
export function sessionSecret(ctx: WriteContext): string {
  authorise(ctx.actor, "key:manage");
  const known = findSessionSecret(ctx.db.reader);
  if (known !== null) return known;
  return mutate(ctx, (tx) => {
    const made = findSessionSecret(tx);
    if (made !== null) return { result: made, audit: NO_CHANGE };
    const secret = randomBytes(32).toString("base64url");
    insertSessionSecret(tx, secret);
    return { result: secret, audit: { event: "session_secret.made", subject: "sessions" } };
  });
}
