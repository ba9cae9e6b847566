import { findOidcProvider, isLinkedPerson } from "#db/repositories/oidc.ts";
import type { WriteContext } from "#lib/operations/context.ts";

const DAY_MS = 24 * 60 * 60_000;

/** How long any session lasts, however much it is used, in milliseconds. */
export const SESSION_MAX_MS = 30 * DAY_MS;

/** The same for someone who comes through the provider. */
export const VISIT_MS = DAY_MS;

/**
 * True for a session that is too old, however much it was used: the session library renews one that is in use without an
 * end. Someone whom the provider vouches for goes there again after a day, so that who was removed there is out
 * within one.
 *
 * Source: OWASP ASVS 5.0, 7.3.2.
 */
export function isSessionOver(
  ctx: Pick<WriteContext, "db" | "nowMs">,
  { userId, startedAtMs }: { userId: string; startedAtMs: number },
): boolean {
  const ageMs = ctx.nowMs - startedAtMs;
  if (ageMs >= SESSION_MAX_MS) return true;
  if (ageMs < VISIT_MS) return false;
  const provider = findOidcProvider(ctx.db.reader);
  return (provider?.isEnabled ?? false) && isLinkedPerson(ctx.db.reader, provider?.issuer ?? "", userId);
}
