import { z } from "zod";
import { NO_CHANGE, type Tx } from "#db/mutate.ts";
import { findPasswordHash } from "#db/repositories/people.ts";
import {
  confirmTotpRow,
  deleteRecoveryCodes,
  deleteTotp,
  findFactors,
  findTotp,
  replaceRecoveryCodes,
  saveTotp,
} from "#db/repositories/second-factors.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { hasSecondFactor } from "#lib/domain/second-factor.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { readCode } from "#lib/domain/totp.ts";
import { acceptCode, acceptTotp, totpPlace } from "#lib/operations/accept-code.ts";
import { checkPassword } from "#lib/operations/check-password.ts";
import { mutate, type OperationContext, type WriteContext } from "#lib/operations/context.ts";
import { countSignIn } from "#lib/operations/limit-sign-in.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { Code } from "#lib/operations/second-step.ts";
import { newRecoveryCode } from "#lib/vault/token.ts";
import { newTotpSecret, totpUri } from "#lib/vault/totp.ts";

/** As many as a card in a wallet has room for. */
const RECOVERY_CODES = 10;

/** A secret that was shown this long ago may have been seen by others since, in milliseconds. */
const SETUP_MS = 60 * 60_000;

type Person = Extract<Actor, { kind: "user" }>;

/** Second factors are one's own: neither the terminal nor an owner sets one up for someone else. */
export function requirePerson(actor: Actor): Person {
  if (actor.kind !== "user") throw new OperationError("forbidden", { permission: "own" });
  return actor;
}

/**
 * Makes the secret of an authenticator app and hands it over this once. It counts for nothing until `confirmTotp` got a
 * code of it; beginning again replaces it. Throws `totp_on` when there is an app already.
 */
export function startTotp(ctx: OperationContext): { secret: SecretText; uri: SecretText } {
  const { userId, email } = requirePerson(ctx.actor);
  const secret = newTotpSecret();
  const sealed = ctx.sealer.seal(secret, totpPlace(userId));
  return mutate(ctx, (tx) => {
    if (findTotp(tx, userId)?.confirmedAtMs != null) throw new OperationError("totp_on");
    saveTotp(tx, { userId, sealed, atMs: ctx.nowMs });
    const result = { secret, uri: totpUri(secret, { issuer: "Clawkeep", label: email }) };
    return { result, audit: { event: "second_factor.app_begun", subject: userId } };
  });
}

/**
 * Turns the app on with a first code of it, and hands over ten recovery codes, this once. Codes of before end. Throws
 * `totp_on`, `totp_not_begun`, `code_wrong`, `code_used`.
 */
export function confirmTotp(ctx: OpeningContext, input: { code: string }): { recoveryCodes: SecretText[] } {
  const { userId } = requirePerson(ctx.actor);
  return mutate(ctx, (tx) => {
    const row = findTotp(tx, userId);
    if (row?.confirmedAtMs != null) throw new OperationError("totp_on");
    if (!row || row.createdAtMs <= ctx.nowMs - SETUP_MS) throw new OperationError("totp_not_begun");
    const verdict = acceptTotp(tx, ctx, userId, readCode(input.code).text);
    if (!verdict.ok) throw new OperationError(verdict.code);
    confirmTotpRow(tx, userId, ctx.nowMs);
    const recoveryCodes = issueRecoveryCodes(tx, userId, ctx.nowMs);
    return { result: { recoveryCodes }, audit: { event: "second_factor.app_added", subject: userId } };
  });
}

export const ProofInput = z.strictObject({
  /** Left out by people who have none, such as those who sign in with their company's account. */
  password: z.string().max(256, "too_long").optional(),
  code: Code,
});
export type ProofInput = z.output<typeof ProofInput> & { address: string };

/** Takes the app away from one's account. The last factor takes the recovery codes with it. Wants password and code. */
export async function removeTotp(ctx: OpeningContext, proof: ProofInput): Promise<void> {
  const { userId } = requirePerson(ctx.actor);
  await proven(ctx, proof, (tx) => {
    if (!deleteTotp(tx, userId)) throw new OperationError("totp_off");
    if (!hasSecondFactor(findFactors(tx, userId))) deleteRecoveryCodes(tx, userId);
    return { result: undefined, event: "second_factor.app_removed" };
  });
}

/** Ten new recovery codes in place of those of before, used or not. Wants password and code. */
export async function reissueRecoveryCodes(
  ctx: OpeningContext,
  proof: ProofInput,
): Promise<{ recoveryCodes: SecretText[] }> {
  const { userId } = requirePerson(ctx.actor);
  return proven(ctx, proof, (tx) => ({
    result: { recoveryCodes: issueRecoveryCodes(tx, userId, ctx.nowMs) },
    event: "second_factor.codes_issued",
  }));
}

/** Codes to write down, in a transaction of someone who has just got their first factor. */
export function issueRecoveryCodes(tx: Tx, userId: string, atMs: number): SecretText[] {
  const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
  const hashes = codes.map(({ hash }) => hash);
  replaceRecoveryCodes(tx, userId, hashes, atMs);
  return codes.map(({ code }) => code);
}

/**
 * Does a deed on one's own factors after the password and a code were right. Whoever found a browser open has neither;
 * the attempt counts as one to sign in.
 */
async function proven<T>(
  ctx: OpeningContext,
  { password, code, address }: ProofInput,
  work: (tx: Tx) => { result: T; event: string },
): Promise<T> {
  const { userId, email } = requirePerson(ctx.actor);
  countSignIn(ctx, { email, address });
  await requirePassword(ctx, { userId, email, password });
  const outcome = mutate<{ ok: true; result: T } | { ok: false; code: string }>(ctx, (tx) => {
    const accepted = acceptCode(tx, ctx, userId, code);
    if (!accepted.ok) return { result: accepted, audit: NO_CHANGE };
    const { result, event } = work(tx);
    const { by } = accepted;
    return { result: { ok: true, result }, audit: { event, subject: userId, details: { by } } };
  });
  if (!outcome.ok) throw new OperationError(outcome.code);
  return outcome.result;
}

/** Throws `password_wrong` for anyone but who knows the account's password, if it has one. Callers count the attempt. */
export async function requirePassword(
  ctx: WriteContext,
  { userId, email, password = "" }: { userId: string; email: string; password: string | undefined },
): Promise<void> {
  if (findPasswordHash(ctx.db.reader, userId) === null) return;
  await checkPassword(ctx, { email, password }).catch((error: unknown) => {
    const isWrong = error instanceof OperationError && error.code === "sign_in_failed";
    throw isWrong ? new OperationError("password_wrong") : error;
  });
}
