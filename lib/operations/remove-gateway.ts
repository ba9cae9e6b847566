import { listEnvironmentKeys } from "#db/repositories/environment-keys.ts";
import { deleteGateway } from "#db/repositories/gateways.ts";
import { listPublishedEntries } from "#db/repositories/publications.ts";
import { listGrants } from "#db/repositories/resolver.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";

/**
 * Forgets a gateway, its profiles and their secrets.
 *
 * Refused while references to the vault are published there: they would stop resolving, and a gateway
 * with a dangling reference does not start. Unpublish first. Refused also while keys written from here stand
 * in its `.env`, because nobody would know of them any more. A person of the web needs a proof of
 * `gateway.remove`.
 */
export function removeGateway(ctx: WriteContext, gatewayId: string): void {
  authorise(ctx.actor, "gateway:manage");
  mutate(ctx, (tx) => {
    const { id, name } = requireGateway(tx, gatewayId);
    // A publish that was cut off has granted what it wrote and recorded nothing of it.
    const published = Math.max(listPublishedEntries(tx, id).length, listGrants(tx, id).length);
    if (published > 0) throw new OperationError("gateway_still_published", { name, entries: published });
    const written = listEnvironmentKeys(tx, id).length;
    if (written > 0) throw new OperationError("gateway_has_environment_keys", { name, keys: written });
    requireStepUp(ctx, tx, "gateway.remove", id);
    deleteGateway(tx, id);
    return { result: undefined, audit: { event: "gateway.removed", subject: id, details: { name } } };
  });
}
