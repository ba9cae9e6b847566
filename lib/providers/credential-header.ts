import type { SecretText } from "#lib/domain/secret-text.ts";

/** The header that carries a credential: `prefix`, such as `Bearer `, and then the secret. */
export type CredentialHeader = { header: string; prefix: string; secret: SecretText };

const VISIBLE_ASCII = /^[\x20-\x7e]*$/;

/**
 * The headers of a request as they are sent, or the name of the first whose value cannot be. Node's own check names
 * the header as well, but the one of `fetch` quotes the value, and a line break in a value would begin a new header.
 *
 * This opens the credential: the result goes to the socket and nowhere else.
 */
export function sentHeaders(
  plain: Readonly<Record<string, string>>,
  credential: CredentialHeader | null,
): { ok: true; headers: Record<string, string> } | { ok: false; header: string } {
  const headers: Record<string, string> = { ...plain };
  if (credential) headers[credential.header] = `${credential.prefix}${credential.secret.reveal()}`;
  const broken = Object.entries(headers).find(([, value]) => !VISIBLE_ASCII.test(value));
  return broken ? { ok: false, header: broken[0] } : { ok: true, headers };
}
