import { environmentKeyUse } from "#lib/domain/environment-key.ts";

const SECRET_SUFFIX = /(?:token|password|passphrase|secret|(?:api|secret|private|access)[-_ ]?key)$/i;
const SECRET_HEADER = /^(?:(?:proxy-)?authorization|cookie|.*(?:token|secret|key))$/i;

/** Whether a member of a config by this name holds a secret, as OpenClaw's own redaction guesses: by how it ends. */
export function isSecretName(name: string): boolean {
  return SECRET_SUFFIX.test(name.trim());
}

export function isSecretHeader(name: string): boolean {
  return SECRET_HEADER.test(name.trim());
}

/** Whether an environment variable of this name holds a model credential or another secret. */
export function isSecretVariable(name: string): boolean {
  return environmentKeyUse(name) !== null || isSecretName(name);
}

/** Prefixes of credentials. A key or path that begins so was probably pasted into the wrong place. */
const SECRET_PREFIX =
  /^(?:sk-|sk_|pk-|rk_|gh[opsu]_|github_pat_|glpat-|xox[a-z]-|xai-|AIza|gsk_|hf_|eyJ|Bearer )/;

/** Shown in place of a name that looks like a secret. */
export const HIDDEN_NAME = "…";

/** Whether a text begins as the credentials of well-known services do. */
export function looksLikeSecret(text: string): boolean {
  return SECRET_PREFIX.test(text.trim());
}

/** Some names of a list as one text, those hidden that look like secrets, and how many more there are. */
export function namesShown(names: readonly string[], max: number): { names: string; more: number } {
  const shown = names.slice(0, max).map((name) => (looksLikeSecret(name) ? HIDDEN_NAME : name));
  return { names: shown.join(", "), more: Math.max(0, names.length - max) };
}
