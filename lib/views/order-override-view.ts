import { findGateway } from "#db/repositories/gateways.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import { readOverride } from "#lib/domain/order-override.ts";
import { effectiveStores } from "#lib/domain/projected-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** What `models auth order get` tells, of the override wanted here and of the one the gateway has now. */
export type OrderOverrideView = {
  agentId: string;
  /** Null when the gateway's config names a directory that cannot be known here. */
  agentDir: string | null;
  provider: string;
  authStorePath: string | null;
  /** The override once everything is published; another agent's file inherits main's. */
  wanted: string[] | null;
  onGateway: string[] | null;
  /** False for a gateway that keeps its credentials in databases and was never asked. */
  isKnown: boolean;
};

/**
 * An agent's order override for one provider; null when there is no such gateway or agent. The agent
 * defaults to the configured default agent, as with OpenClaw.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3.
 */
export function orderOverrideView(
  ctx: ViewContext,
  key: { gatewayId: string; agentId?: string | undefined; provider: string },
): OrderOverrideView | null {
  const gateway = findGateway(ctx.db.reader, key.gatewayId);
  if (!gateway) return null;
  const state = readUnchangedGateway(gateway);
  const agentId = key.agentId ?? state.defaultAgentId;
  const agent = state.agents.find((candidate) => candidate.agentId === agentId);
  const wanted = effectiveStores(state, readWantedState(ctx.db.reader, gateway.id)).get(agentId);
  if (!agent || !wanted) return null;
  const provider = normalizeProvider(key.provider);
  return {
    agentId,
    agentDir: agent.agentDir,
    provider,
    authStorePath: agent.storePath,
    wanted: readOverride(wanted, provider),
    onGateway: readOverride(agent.effective, provider),
    isKnown: isKnown(state),
  };
}
