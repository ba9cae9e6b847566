import { NO_CHANGE } from "#db/mutate.ts";
import { countSignInAttempts, forgetSignInAttempts, insertSignInAttempt } from "#db/repositories/people.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const WINDOW_MS = 15 * 60_000;
/** A person mistypes a few times; a guesser needs thousands. */
const ATTEMPTS_PER_ACCOUNT = 8;
/** An office shares an address. */
const ATTEMPTS_PER_ADDRESS = 40;

type Attempt = { email: string; address: string };
const buckets = ({ email, address }: Attempt) => [
  { bucket: `account:${email}`, allowed: ATTEMPTS_PER_ACCOUNT },
  { bucket: `address:${address}`, allowed: ATTEMPTS_PER_ADDRESS },
];

/**
 * Counts one sign-in attempt before the password is looked at, or refuses it.
 *
 * Counting first, in one immediate transaction, is what makes the limit hold under parallel guesses;
 * the counts are rows, so they survive a restart.
 */
export function countSignIn(ctx: WriteContext, attempt: Attempt): void {
  const sinceMs = ctx.nowMs - WINDOW_MS;
  const refused = mutate(ctx, (tx) => {
    const full = buckets(attempt).some(
      ({ bucket, allowed }) => countSignInAttempts(tx, bucket, sinceMs) >= allowed,
    );
    if (!full) for (const { bucket } of buckets(attempt)) insertSignInAttempt(tx, bucket, ctx.nowMs);
    if (full) return { result: true, audit: NO_CHANGE };
    const audit = {
      event: "sign_in.attempted",
      subject: attempt.email,
      details: { address: attempt.address },
    };
    return { result: false, audit };
  });
  if (refused) throw new OperationError("sign_in_limited", { minutes: WINDOW_MS / 60_000 });
}

/** A success forgives the account's attempts; the address keeps its count, or one good account would free a guesser. */
export function forgiveSignIn(ctx: WriteContext, attempt: Attempt & { userId: string }): void {
  mutate(ctx, (tx) => {
    forgetSignInAttempts(tx, `account:${attempt.email}`, ctx.nowMs - WINDOW_MS);
    return {
      result: undefined,
      audit: { event: "sign_in.succeeded", subject: attempt.userId, details: { address: attempt.address } },
    };
  });
}
