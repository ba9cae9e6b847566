import { findOidcProvider, isLinkedPerson } from "#db/repositories/oidc.ts";
import type { WriteContext } from "#lib/operations/context.ts";

/** How long a session of someone who comes through the provider lasts, however much it is used, in milliseconds. */
export const VISIT_MS = 24 * 60 * 60_000;

/**
 * True for a session that is too old for someone whom the provider vouches for: they go there again, so that who was
 * removed there is out within a day. Others' sessions end as the session library says.
 */
export function isVisitOver(
  ctx: Pick<WriteContext, "db" | "nowMs">,
  { userId, startedAtMs }: { userId: string; startedAtMs: number },
): boolean {
  if (ctx.nowMs - startedAtMs < VISIT_MS) return false;
  const provider = findOidcProvider(ctx.db.reader);
  return (provider?.isEnabled ?? false) && isLinkedPerson(ctx.db.reader, provider?.issuer ?? "", userId);
}
