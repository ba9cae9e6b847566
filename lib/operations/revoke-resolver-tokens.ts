import { revokeResolverTokens } from "#db/repositories/resolver.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";

/**
 * Revokes every resolver token of a gateway. Its very next request is refused; secrets that OpenClaw
 * already holds in memory stay there until it reloads. Publishing again gives it a new token.
 */
export function revokeGatewayTokens(ctx: WriteContext, gatewayId: string): { revoked: number } {
  authorise(ctx.actor, "gateway:manage");
  return mutate(ctx, (tx) => {
    const { id, name } = requireGateway(tx, gatewayId);
    const revoked = revokeResolverTokens(tx, id, ctx.nowMs);
    return {
      result: { revoked },
      audit: { event: "resolver_token.revoked", subject: id, details: { name, revoked } },
    };
  });
}
