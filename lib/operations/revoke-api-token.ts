import { NO_CHANGE } from "#db/mutate.ts";
import { findApiToken, revokeApiTokenRow } from "#db/repositories/api-tokens.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Revokes an API token: its very next request is refused. Revoking one twice changes nothing. */
export function revokeApiToken(ctx: WriteContext, tokenId: string): { name: string } {
  authorise(ctx.actor, "token:manage");
  return mutate(ctx, (tx) => {
    const token = findApiToken(tx, tokenId);
    if (!token) throw new OperationError("api_token_not_found");
    const { name } = token;
    if (!revokeApiTokenRow(tx, tokenId, ctx.nowMs)) return { result: { name }, audit: NO_CHANGE };
    return { result: { name }, audit: { event: "api_token.revoked", subject: tokenId, details: { name } } };
  });
}
