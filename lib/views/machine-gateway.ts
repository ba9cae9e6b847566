import { findGateway, findGatewayByName, type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { isDemoStateDir, realGateways } from "#lib/domain/demo-gateway.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/**
 * The gateway a machine asks about, by name or id; the only one when it names none, beside which the demo does not
 * count.
 *
 * `allowedId` is the gateway its token is for, null when it is for all. Such a token learns nothing of
 * other gateways, not even whether there is one of that name.
 */
export function machineGateway(
  ctx: ViewContext,
  wanted: string | undefined,
  allowedId: string | null,
): GatewayRow {
  const { reader } = ctx.db;
  if (allowedId !== null) {
    const own = findGateway(reader, allowedId);
    if (own && (wanted === undefined || wanted === own.name || wanted === own.id)) return own;
    throw new OperationError("api_token_other_gateway");
  }
  if (wanted !== undefined) {
    const found = findGatewayByName(reader, wanted) ?? findGateway(reader, wanted);
    if (found) return found;
    throw new OperationError("gateway_not_found", { gateway: printable(wanted) });
  }
  const [only, ...others] = realGateways(listGateways(reader));
  if (only && others.length === 0) return only;
  throw new OperationError(only ? "gateway_choice_needed" : "gateway_none_registered");
}

/** Every gateway a machine may read. The demo is not among them unless the token is for it: nobody acts on what it says. */
export function machineGateways(ctx: ViewContext, allowedId: string | null): GatewayRow[] {
  return listGateways(ctx.db.reader).filter(({ id, stateDir }) =>
    allowedId === null ? !isDemoStateDir(stateDir) : id === allowedId,
  );
}
