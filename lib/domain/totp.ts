/** How long one code of an authenticator app stands, in milliseconds (RFC 6238). */
export const TOTP_STEP_MS = 30_000;

/** How many steps a phone's clock may be off, in each direction. */
export const TOTP_WINDOW_STEPS = 1;

/** Where a person who never gave a code stands. */
export const NO_STEP = -1;

export type TotpVerdict = { ok: true; step: number } | { ok: false; code: "code_wrong" | "code_used" };

/**
 * Judges a code that fits the step `matchedStep`, or none (null). `lastStep` is the newest step accepted before: a code
 * is good once, so whoever looked over a shoulder has nothing, and one that is older than an accepted one is not good
 * any more.
 */
export function judgeTotp(matchedStep: number | null, lastStep: number): TotpVerdict {
  if (matchedStep === null) return { ok: false, code: "code_wrong" };
  return matchedStep > lastStep ? { ok: true, step: matchedStep } : { ok: false, code: "code_used" };
}

/** What a person typed: the six digits of an app, blanks or none between them, or else a recovery code. */
export function readCode(typed: string): { kind: "totp" | "recovery"; text: string } {
  const text = typed.normalize("NFKC").replace(/[\s-]/g, "");
  return { kind: /^\d{6}$/.test(text) ? "totp" : "recovery", text };
}
