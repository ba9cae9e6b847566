import type { SecretText } from "#lib/domain/secret-text.ts";

/** Shown for a secret too short to show any of: says that there is one, not how long it is. */
const HIDDEN = "••••";

/** How a secret appears everywhere a person can see it. OpenClaw's own mask shows up to 16 characters (semantics §11). */
export function maskSecret(secret: SecretText): string {
  return maskTail(secret.tail());
}

/** The same from a stored tail: `…` and the last four characters, or four dots when the secret has no tail to show. */
export function maskTail(tail: string | null): string {
  return tail === null ? HIDDEN : `…${tail}`;
}
