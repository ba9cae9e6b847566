import { processEnvironment } from "#lib/config.ts";
import { findOpenclaw } from "#lib/openclaw/find-openclaw.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { type AddGatewayInput, addGateway } from "#lib/operations/add-gateway.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/**
 * Registers the first gateway with the `openclaw` that the console's own `PATH` leads to, and asks it what it has when
 * it keeps its credentials in databases. `isKnown` is false when it did not say; its page tells why and asks again.
 */
export async function startGateway(
  ctx: OperationContext,
  input: Pick<AddGatewayInput, "name" | "stateDir">,
): Promise<{ gatewayId: string; isKnown: boolean }> {
  const openclawPath = findOpenclaw(processEnvironment());
  const { gatewayId } = addGateway(ctx, { ...input, ...(openclawPath !== null && { openclawPath }) });
  if (readGateway(input).storage !== "sqlite") return { gatewayId, isKnown: true };
  try {
    await askGatewayAgain(ctx, gatewayId);
    return { gatewayId, isKnown: true };
  } catch (error) {
    if (error instanceof OperationError) return { gatewayId, isKnown: false };
    throw error;
  }
}
