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
const ofAddress = (address: string) => ({ bucket: `address:${address}`, allowed: ATTEMPTS_PER_ADDRESS });
const buckets = ({ email, address }: Attempt) => [
  { bucket: `account:${email}`, allowed: ATTEMPTS_PER_ACCOUNT },
  ofAddress(address),
];

/**
 * Counts one sign-in attempt before the password is looked at, or refuses it.
 *
 * Counting first, in one immediate transaction, is what makes the limit hold under parallel guesses;
 * the counts are rows, so they survive a restart.
 */
export function countSignIn(ctx: WriteContext, attempt: Attempt): void {
  countIn(ctx, buckets(attempt), attempt.email, attempt.address);
}

/**
 * The same for ways in that begin without a name, such as a passkey, of which there is nothing to guess: it keeps one
 * address from filling the database. `way` names it in the audit log.
 */
export function countSignInFrom(ctx: WriteContext, { way, address }: { way: string; address: string }): void {
  countIn(ctx, [ofAddress(address)], way, address);
}

function countIn(
  ctx: WriteContext,
  counted: readonly { bucket: string; allowed: number }[],
  subject: string,
  address: string,
): void {
  const sinceMs = ctx.nowMs - WINDOW_MS;
  const refused = mutate(ctx, (tx) => {
    const full = counted.some(({ bucket, allowed }) => countSignInAttempts(tx, bucket, sinceMs) >= allowed);
    if (full) return { result: true, audit: NO_CHANGE };
    for (const { bucket } of counted) insertSignInAttempt(tx, bucket, ctx.nowMs);
    return { result: false, audit: { event: "sign_in.attempted", subject, details: { address } } };
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
