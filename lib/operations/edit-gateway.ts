import { z } from "zod";
import { NO_CHANGE } from "#db/mutate.ts";
import { findSealedRpcToken, updateGateway } from "#db/repositories/gateways.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { rpcTokenPlace } from "#lib/operations/credential-place.ts";
import { AbsolutePath, RpcToken, RpcUrl } from "#lib/operations/gateway-input.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** How a running gateway is reached. What is left out is taken away, except the token, which nobody can see to repeat. */
export const EditGatewayInput = z.strictObject({
  openclawPath: AbsolutePath.optional(),
  rpcUrl: RpcUrl.optional(),
  rpcToken: RpcToken.optional(),
});
export type EditGatewayInput = z.output<typeof EditGatewayInput>;

/** `dropped`: the URL changed and no token came with it. `none`: there was none and there is none. */
export type TokenFate = "kept" | "replaced" | "dropped" | "none";

/**
 * Changes how a running gateway is reached. The token is bound to the URL it was given for, so that it is
 * never sent to another address: a new URL without a token drops the old one. Name and state dir stay what
 * the gateway is.
 */
export function editGateway(
  ctx: OperationContext,
  gatewayId: string,
  input: EditGatewayInput,
): { gatewayId: string; token: TokenFate } {
  authorise(ctx.actor, "gateway:manage");
  const { openclawPath = null, rpcUrl = null, rpcToken } = input;
  if (rpcToken && rpcUrl === null) throw new OperationError("rpc_token_without_url");
  return mutate(ctx, (tx) => {
    const gateway = requireOwnHost(tx, gatewayId);
    const { id } = gateway;
    const held = findSealedRpcToken(tx, id) !== null;
    const token = tokenFate(held, rpcToken !== undefined, gateway.rpcUrl === rpcUrl);
    const before = { openclawPath: gateway.openclawPath, rpcUrl: gateway.rpcUrl };
    const after = { openclawPath, rpcUrl };
    const same = before.openclawPath === openclawPath && before.rpcUrl === rpcUrl && rpcToken === undefined;
    if (same) return { result: { gatewayId: id, token }, audit: NO_CHANGE };
    updateGateway(tx, id, {
      ...after,
      ...(token === "dropped" && { rpcTokenSealed: null }),
      ...(rpcToken && { rpcTokenSealed: ctx.sealer.seal(rpcToken, rpcTokenPlace({ id, rpcUrl })) }),
    });
    const details = { name: gateway.name, before, after, token };
    return { result: { gatewayId: id, token }, audit: { event: "gateway.edited", subject: id, details } };
  });
}

function tokenFate(held: boolean, given: boolean, sameUrl: boolean): TokenFate {
  if (given) return "replaced";
  if (!held) return "none";
  return sameUrl ? "kept" : "dropped";
}
