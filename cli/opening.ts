import type { OperationContext } from "#lib/operations/context.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import type { Reload } from "#lib/operations/publish-types.ts";
import { reloadGateway } from "#lib/operations/reload-gateway.ts";
import type { Runtime } from "#lib/runtime.ts";

/** The terminal's door to opened secrets, for the few operations that have to open one. */
export function openingContext(runtime: Runtime, { actor, nowMs }: OperationContext): OpeningContext {
  return runtime.openingContext(actor, nowMs);
}

/** For what the server does by itself. */
export function systemOpeningContext(runtime: Runtime, nowMs: number): OpeningContext {
  return runtime.openingContext({ kind: "system" }, nowMs);
}

/** Lets publishing have a running gateway take what was written, with that gateway's own token. */
export function gatewayReload(runtime: Runtime, { actor, nowMs }: OperationContext): Reload {
  return (gatewayId, presence) =>
    reloadGateway(runtime.openingContext(actor, nowMs), gatewayId, runtime.config.dataDir, presence);
}
