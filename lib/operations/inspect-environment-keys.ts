import { authorise, type OperationContext } from "#lib/operations/context.ts";
import { type BlockStatus, readEnvironmentFile } from "#lib/operations/environment-block.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";

/**
 * How the keys in a gateway's `.env` compare with what was written there. Reads and seals nothing; the values are
 * compared by their keyed fingerprints. A file that writing would refuse is refused here with the same code.
 */
export function inspectEnvironmentKeys(ctx: OperationContext, gatewayId: string): BlockStatus {
  authorise(ctx.actor, "status:read");
  return readEnvironmentFile(ctx, requireOwnHost(ctx.db.reader, gatewayId)).status;
}
