import { updateGatewayHost } from "#db/repositories/gateway-hosts.ts";
import { insertPublication } from "#db/repositories/publications.ts";
import type { WantedState } from "#db/repositories/wanted-state.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { HostRequest } from "#lib/domain/host-request.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { readPublishGround, refuseHeldProvider } from "#lib/operations/publish-ground.ts";
import { grantSealed } from "#lib/operations/publish-records.ts";

/** A request as it waits: what the host gets, and the rows that its receipt is recorded for. */
export type WaitingRequest = Omit<HostRequest, "wanted"> & { wanted: WantedState };

/**
 * Asks the host of a gateway to publish to it, or to take everything off it, the next time it reports. What is wanted is
 * kept as it is now; a request that still waits is replaced. The host does it with the code that publishes here.
 */
export function requestPublish(
  ctx: OperationContext,
  gatewayId: string,
  kind: HostRequest["kind"],
): { publicationId: string } {
  authorise(ctx.actor, "publish");
  try {
    const { name, host } = requireGateway(ctx.db.reader, gatewayId);
    if (host === null) throw new OperationError("gateway_on_this_host", { name });
    const ground = readPublishGround(ctx.db.reader, gatewayId);
    if (kind === "publish") refuseHeldProvider(ground);
    const publicationId = newId("pub");
    const request: WaitingRequest = { publicationId, kind, wanted: ground.wanted };
    return mutate(ctx, (tx) => {
      if (kind === "publish") grantSealed(tx, gatewayId, ground.wanted, ctx.nowMs);
      insertPublication(tx, {
        id: publicationId,
        gatewayId,
        kind,
        startedAtMs: ctx.nowMs,
        startedBy: actorName(ctx.actor),
      });
      updateGatewayHost(tx, gatewayId, { wanted: JSON.stringify(request), trouble: null });
      const details = { name, host, publicationId, changes: ground.preview.changes.length };
      return {
        result: { publicationId },
        audit: { event: `${kind}.requested`, subject: gatewayId, details },
      };
    });
  } catch (error) {
    throw asOperationError(error);
  }
}
