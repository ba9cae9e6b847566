import { UsageError } from "#cli/command.ts";
import { realGateways } from "#lib/domain/demo-gateway.ts";
import { printable } from "#lib/openclaw/finding.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { type RegisteredGateway, registeredGatewaysView } from "#lib/views/registered-gateways-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** The gateway a command means: the one named, or the only one there is, beside which the demo does not count. */
export function chooseGateway(ctx: ViewContext, name: string | undefined): RegisteredGateway {
  const { gateways } = registeredGatewaysView(ctx);
  if (name !== undefined) return findNamed(gateways, name);
  const [only, ...others] = realGateways(gateways);
  if (!only) throw new UsageError("gateway_none");
  if (others.length === 0) return only;
  throw new UsageError("gateway_needed", {
    names: gateways.map((gateway) => printable(gateway.name)).join(", "),
  });
}

function findNamed(gateways: readonly RegisteredGateway[], name: string): RegisteredGateway {
  const found = gateways.find((gateway) => gateway.name === name.trim());
  if (!found) throw new OperationError("gateway_not_found", { gateway: printable(name) });
  return found;
}
