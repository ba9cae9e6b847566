import { type GatewayRow, saveObservation } from "#db/repositories/gateways.ts";
import { readWantedState, type WantedState } from "#db/repositories/wanted-state.ts";
import { processEnvironment } from "#lib/config.ts";
import { type GatewayObservation, keepsDatabases } from "#lib/domain/gateway-observation.ts";
import { askGateway, askRelease } from "#lib/openclaw/ask-gateway.ts";
import type { CommandTarget } from "#lib/openclaw/gateway-commands.ts";
import { gatewayReading, readGateway } from "#lib/openclaw/gateway-reader.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { requireOwnHost } from "#lib/operations/gateway-state.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/**
 * Asks a gateway that keeps its credentials in databases what it has, through its own OpenClaw, and remembers the
 * answer. Changes nothing on it. Takes seconds for each agent.
 *
 * Throws OperationError `gateway_needs_no_asking` for one whose files tell, and as `commandTarget` and the commands.
 */
export async function askGatewayAgain(ctx: OperationContext, gatewayId: string): Promise<GatewayObservation> {
  authorise(ctx.actor, "publish");
  try {
    const gateway = requireOwnHost(ctx.db.reader, gatewayId);
    const observation = await askIfNeeded(gateway, readWantedState(ctx.db.reader, gatewayId), ctx.nowMs);
    if (observation === null) throw new OperationError("gateway_needs_no_asking", { name: gateway.name });
    return mutate(ctx, (tx) => {
      saveObservation(tx, gatewayId, observation);
      const { release, agents } = observation;
      const details = { name: gateway.name, release, agents: agents.length };
      return { result: observation, audit: { event: "gateway.asked", subject: gatewayId, details } };
    });
  } catch (error) {
    throw asOperationError(error);
  }
}

/**
 * What a gateway says now; null when its files tell. The caller remembers it together with what it does.
 *
 * A release that keeps credentials in databases has none before its first start: then it is its version that tells, so
 * that nothing is written to files which that release would stumble over.
 */
export async function askIfNeeded(
  gateway: GatewayRow,
  wanted: Pick<WantedState, "orders" | "ancestors">,
  nowMs: number,
): Promise<GatewayObservation | null> {
  const state = readGateway(gateway);
  if (state.problem !== null) return null;
  if (state.storage !== "sqlite" && !(await isNewRelease(gateway, state))) return null;
  return askGateway(commandTarget(gateway, state), askedOrders(wanted), nowMs);
}

/** An `openclaw` that does not tell its version keeps nothing from being written; reloading names what is wrong with it. */
async function isNewRelease({ openclawPath, ...gateway }: GatewayRow, state: GatewayState): Promise<boolean> {
  if (openclawPath === null) return false;
  try {
    return keepsDatabases(await askRelease(targetOf(openclawPath, gateway, state)));
  } catch (error) {
    if (error instanceof PublishError) return false;
    throw error;
  }
}

/**
 * How the commands of a gateway's own OpenClaw are run: with what its service sets, and as its own user, because what
 * another user's process creates there is closed to it.
 *
 * Throws OperationError `gateway_openclaw_missing`, `gateway_other_user`.
 */
export function commandTarget(
  gateway: GatewayRow,
  state: Pick<GatewayState, "ownerUid" | "stateDir">,
): CommandTarget {
  const { openclawPath: openclaw, name } = gateway;
  const { ownerUid, stateDir } = state;
  if (openclaw === null) throw new OperationError("gateway_openclaw_missing", { name });
  const ownUid = process.getuid?.() ?? null;
  if (ownerUid !== ownUid) {
    throw new OperationError("gateway_other_user", { stateDir, owner: ownerUid ?? 0, own: ownUid ?? 0 });
  }
  return targetOf(openclaw, gateway, state);
}

function targetOf(
  openclaw: string,
  gateway: Pick<GatewayRow, "stateDir" | "observed">,
  { stateDir }: Pick<GatewayState, "stateDir">,
): CommandTarget {
  const { env, home } = gatewayReading(gateway);
  const { PATH, HOME } = processEnvironment();
  return { openclaw, stateDir, env: { PATH, HOME: home ?? HOME, ...env } };
}

/** Orders that the console wants or left there: what became of them is asked for whatever else there is. */
function askedOrders({ orders, ancestors }: Pick<WantedState, "orders" | "ancestors">) {
  const left = ancestors.flatMap(({ agentId, kind, key }) =>
    kind === "order" ? [{ agentId, provider: key }] : [],
  );
  return [...orders.map(({ agentId, provider }) => ({ agentId, provider })), ...left];
}
