import { SecretText } from "#lib/domain/secret-text.ts";
import { type Refused, refused } from "#lib/domain/verdict.ts";

/** Longest API key or token we hold, in characters. Service-account keys and JWTs stay well below it. */
export const SECRET_LENGTH_MAX = 8192;

const LINE_BREAK = /[\r\n\u0085\u2028\u2029]/;
const CONTROL_CHARACTER = /\p{Cc}/u;
const NOT_LATIN1 = /[\u0100-\uffff]/;
const ENV_REFERENCE = /^\$\{[^{}]*\}$/;

export type PastedSecretProblem =
  | "secret_blank"
  | "secret_too_long"
  | "secret_line_break"
  | "secret_control_character"
  | "secret_not_latin1"
  | "secret_env_reference";

/**
 * Checks an API key or token someone pasted, and trims its ends.
 *
 * The value ends up in an HTTP header. OpenClaw silently removes line breaks and characters above U+00FF,
 * which turns a broken paste into a wrong key; here it is refused with the cause. Blanks inside stay. A
 * value like `${NAME}` is refused because OpenClaw would read an environment variable instead.
 *
 * Source: OpenClaw 2026.3.13, semantics §2.1 and §6.4.
 */
export function checkPastedSecret(
  pasted: SecretText,
): { ok: true; secret: SecretText } | Refused<PastedSecretProblem> {
  const text = pasted.reveal().trim();
  const code = problemOf(text);
  if (code === null) return { ok: true, secret: new SecretText(text) };
  return refused(code, code === "secret_too_long" ? { max: SECRET_LENGTH_MAX } : {});
}

function problemOf(text: string): PastedSecretProblem | null {
  if (text === "") return "secret_blank";
  if (text.length > SECRET_LENGTH_MAX) return "secret_too_long";
  if (LINE_BREAK.test(text)) return "secret_line_break";
  if (CONTROL_CHARACTER.test(text)) return "secret_control_character";
  if (NOT_LATIN1.test(text)) return "secret_not_latin1";
  return ENV_REFERENCE.test(text) ? "secret_env_reference" : null;
}
