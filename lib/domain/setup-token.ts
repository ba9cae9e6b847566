import { SecretText } from "#lib/domain/secret-text.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

/** What `claude setup-token` prints starts with this. */
export const SETUP_TOKEN_PREFIX = "sk-ant-oat01-";
/** Shortest setup-token OpenClaw takes, prefix included, in characters. */
export const SETUP_TOKEN_LENGTH_MIN = 80;

const API_KEY_PREFIX = "sk-ant-api";
const LINE_BREAK = /[\r\n\u0085\u2028\u2029]/;
const PRINTABLE_ASCII = /^[\x21-\x7e]*$/;

export type SetupTokenProblem =
  | "blank"
  | "api_key"
  | "line_break"
  | "inner_whitespace"
  | "non_printable"
  | "wrong_prefix"
  | "too_short";

export type RecognisedSetupToken =
  | { ok: true; token: SecretText }
  | (Refused<`setup_token_${SetupTokenProblem}`> & { reason: SetupTokenProblem });

/**
 * Recognises an Anthropic setup-token in what was pasted, or says in one word what it is instead.
 *
 * Blanks and line breaks around it go silently. OpenClaw checks prefix and length only; a token broken
 * in the middle passes there and fails at the provider, so any break, blank or character outside
 * printable ASCII is refused here.
 *
 * Source: OpenClaw 2026.3.13, semantics §7.
 */
export function recogniseSetupToken(pasted: SecretText): RecognisedSetupToken {
  const text = pasted.reveal().trim();
  const reason = problemOf(text);
  if (reason === null) return { ok: true, token: new SecretText(text) };
  const params: Record<string, number> = reason === "too_short" ? { min: SETUP_TOKEN_LENGTH_MIN } : {};
  return { ...refused(`setup_token_${reason}`, params), reason };
}

/**
 * True for what OpenClaw takes for a token of a Claude subscription, whatever it is stored as: such a one goes in
 * another header than a key.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2 "Request".
 */
export function isSubscriptionToken(secret: SecretText): boolean {
  return secret.reveal().startsWith("sk-ant-oat");
}

function problemOf(text: string): SetupTokenProblem | null {
  if (text === "") return "blank";
  if (text.startsWith(API_KEY_PREFIX)) return "api_key";
  if (LINE_BREAK.test(text)) return "line_break";
  if (/\s/.test(text)) return "inner_whitespace";
  if (!PRINTABLE_ASCII.test(text)) return "non_printable";
  if (!text.startsWith(SETUP_TOKEN_PREFIX)) return "wrong_prefix";
  return text.length < SETUP_TOKEN_LENGTH_MIN ? "too_short" : null;
}
