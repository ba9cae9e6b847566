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
