import type { OperationContext } from "#lib/operations/context.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { reloadGateway } from "#lib/operations/reload-gateway.ts";
import type { Runtime } from "#lib/runtime.ts";

/** The terminal's only door to opened secrets: a gateway's own token, for its reload. */
export function gatewayReload(runtime: Runtime, { actor, nowMs }: OperationContext): Reload {
  return (gatewayId, presence) =>
    reloadGateway(runtime.openingContext(actor, nowMs), gatewayId, runtime.config.dataDir, presence);
}
