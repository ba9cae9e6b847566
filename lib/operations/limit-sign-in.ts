import { type AuditEntry, NO_CHANGE, type Tx } from "#db/mutate.ts";
import { countSignInAttempts, forgetSignInAttempts, insertSignInAttempt } from "#db/repositories/people.ts";
import { mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

const WINDOW_MS = 15 * 60_000;
/** A person mistypes a few times; a guesser needs thousands. */
const ATTEMPTS_PER_ACCOUNT = 8;
/** An office shares an address. */
const ATTEMPTS_PER_ADDRESS = 40;
/** A passphrase has no account to count by, so all addresses together have an end as well. */
const UNSEALINGS_PER_ADDRESS = 8;
const UNSEALINGS_IN_ALL = 40;

/** How long a refusal by count lasts at most. */
export const LIMIT_MINUTES = WINDOW_MS / 60_000;

type Attempt = { email: string; address: string };
type Limit = { bucket: string; allowed: number };
const ofAddress = (address: string): Limit => ({
  bucket: `address:${address}`,
  allowed: ATTEMPTS_PER_ADDRESS,
});
const buckets = ({ email, address }: Attempt): Limit[] => [
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
  count(ctx, buckets(attempt), {
    event: "sign_in.attempted",
    subject: attempt.email,
    details: { address: attempt.address },
  });
}

/**
 * The same for ways in that begin without a name, such as a passkey, of which there is nothing to guess: it keeps one
 * address from filling the database. `way` names it in the audit log.
 */
export function countSignInFrom(ctx: WriteContext, { way, address }: { way: string; address: string }): void {
  count(ctx, [ofAddress(address)], { event: "sign_in.attempted", subject: way, details: { address } });
}

/**
 * Counts one fresh proof before it is looked at, or refuses it. The account's count is another one than that of
 * signing in: a stranger who guesses at the door must not keep an owner from acting.
 */
export function countProof(
  ctx: WriteContext,
  { userId, address, action }: { userId: string; address: string; action: string },
): void {
  const limits = [{ bucket: `proof:${userId}`, allowed: ATTEMPTS_PER_ACCOUNT }, ofAddress(address)];
  count(ctx, limits, { event: "step_up.attempted", subject: userId, details: { action, address } });
}

/** A right proof forgives the account's wrong ones. */
export function forgiveProof(tx: Tx, userId: string, nowMs: number): void {
  forgetSignInAttempts(tx, `proof:${userId}`, nowMs - WINDOW_MS);
}

/** Counts one passphrase for the vault before it is looked at, or refuses it. Everyone behind a proxy is one address. */
export function countUnsealing(ctx: WriteContext, address: string): void {
  const limits = [
    { bucket: `unseal:${address}`, allowed: UNSEALINGS_PER_ADDRESS },
    { bucket: "unseal", allowed: UNSEALINGS_IN_ALL },
  ];
  count(ctx, limits, { event: "vault.unsealing_attempted", subject: "vault", details: { address } });
}

/** The right passphrase forgives its address the wrong ones. */
export function forgiveUnsealing(tx: Tx, address: string, nowMs: number): void {
  forgetSignInAttempts(tx, `unseal:${address}`, nowMs - WINDOW_MS);
}

function count(ctx: WriteContext, limits: Limit[], audit: AuditEntry): void {
  const sinceMs = ctx.nowMs - WINDOW_MS;
  const refused = mutate(ctx, (tx) => {
    const full = limits.some(({ bucket, allowed }) => countSignInAttempts(tx, bucket, sinceMs) >= allowed);
    if (!full) for (const { bucket } of limits) insertSignInAttempt(tx, bucket, ctx.nowMs);
    return { result: full, audit: full ? NO_CHANGE : audit };
  });
  if (refused) throw new OperationError("sign_in_limited", { minutes: LIMIT_MINUTES });
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
