import { z } from "zod";
import { findGatewayByName, findGatewayByStateDir, insertGateway } from "#db/repositories/gateways.ts";
import { actorName } from "#lib/domain/actor.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { rpcTokenPlace } from "#lib/operations/credential-place.ts";
import { AbsolutePath, GatewayName, RpcToken, RpcUrl } from "#lib/operations/gateway-input.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export const AddGatewayInput = z.strictObject({
  name: GatewayName,
  stateDir: AbsolutePath,
  openclawPath: AbsolutePath.optional(),
  rpcUrl: RpcUrl.optional(),
  rpcToken: RpcToken.optional(),
});
export type AddGatewayInput = z.output<typeof AddGatewayInput>;

/** Registers a gateway by its state dir. Reads that folder to be sure it is one; writes nothing there. */
export function addGateway(
  ctx: OperationContext,
  input: AddGatewayInput,
): { gatewayId: string; name: string } {
  authorise(ctx.actor, "gateway:manage");
  const { name, openclawPath = null, rpcUrl = null, rpcToken } = input;
  if (rpcToken && rpcUrl === null) throw new OperationError("rpc_token_without_url");
  const stateDir = confirmStateDir(input.stateDir);
  const id = newId("gw");
  const rpcTokenSealed = rpcToken ? ctx.sealer.seal(rpcToken, rpcTokenPlace({ id, rpcUrl })) : null;
  return mutate(ctx, (tx) => {
    if (findGatewayByName(tx, name)) throw new OperationError("gateway_name_taken", { name });
    const other = findGatewayByStateDir(tx, stateDir);
    if (other) throw new OperationError("gateway_state_dir_taken", { stateDir, name: other.name });
    const createdBy = actorName(ctx.actor);
    insertGateway(tx, {
      id,
      name,
      stateDir,
      openclawPath,
      rpcUrl,
      rpcTokenSealed,
      createdAtMs: ctx.nowMs,
      createdBy,
    });
    return {
      result: { gatewayId: id, name },
      audit: { event: "gateway.added", subject: id, details: { name, stateDir, rpcUrl } },
    };
  });
}

function confirmStateDir(stateDir: string): string {
  const state = readGateway({ stateDir });
  if (state.problem) throw new OperationError(state.problem, { stateDir });
  return state.stateDir;
}
