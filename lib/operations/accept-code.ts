import type { Tx } from "#db/mutate.ts";
import {
  countRecoveryCodes,
  findRecoveryCode,
  findTotp,
  markRecoveryCodeUsed,
  noteTotpStep,
} from "#db/repositories/second-factors.ts";
import type { Place } from "#lib/domain/place.ts";
import { judgeTotp, readCode, type TotpVerdict } from "#lib/domain/totp.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { hashRecoveryCode } from "#lib/vault/token.ts";
import { totpStep } from "#lib/vault/totp.ts";

export type AcceptedCode =
  | { ok: true; by: "totp" }
  | { ok: true; by: "recovery"; codesLeft: number }
  | { ok: false; code: "code_wrong" | "code_used" };

/** Where the secret of an authenticator app belongs: it opens for no other account. */
export function totpPlace(userId: string): Place {
  return { table: "totp_factors", field: "sealed", rowId: userId, facts: {} };
}

/**
 * Takes a code of the app, or a recovery code, and uses it up in the same transaction: of two requests with one code
 * exactly one gets through. Callers count the attempt first, in a transaction of its own.
 */
export function acceptCode(
  tx: Tx,
  ctx: Pick<OpeningContext, "opener" | "nowMs">,
  userId: string,
  typed: string,
): AcceptedCode {
  const { kind, text } = readCode(typed);
  if (kind === "recovery") return acceptRecoveryCode(tx, userId, text, ctx.nowMs);
  if (findTotp(tx, userId)?.confirmedAtMs == null) return { ok: false, code: "code_wrong" };
  const verdict = acceptTotp(tx, ctx, userId, text);
  return verdict.ok ? { ok: true, by: "totp" } : verdict;
}

/** Takes a code of an app, also of one that is being set up. */
export function acceptTotp(
  tx: Tx,
  { opener, nowMs }: Pick<OpeningContext, "opener" | "nowMs">,
  userId: string,
  digits: string,
): TotpVerdict {
  const row = findTotp(tx, userId);
  if (!row) return { ok: false, code: "code_wrong" };
  const secret = opener.open(row.sealed, totpPlace(userId));
  const verdict = judgeTotp(totpStep(secret, digits, nowMs), row.lastStep);
  if (verdict.ok) noteTotpStep(tx, userId, verdict.step);
  return verdict;
}

function acceptRecoveryCode(tx: Tx, userId: string, text: string, nowMs: number): AcceptedCode {
  const hash = hashRecoveryCode(text);
  const found = findRecoveryCode(tx, userId, hash);
  if (!found) return { ok: false, code: "code_wrong" };
  if (found.usedAtMs !== null) return { ok: false, code: "code_used" };
  markRecoveryCodeUsed(tx, userId, hash, nowMs);
  return { ok: true, by: "recovery", codesLeft: countRecoveryCodes(tx, userId) };
}
