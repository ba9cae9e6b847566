import { findGateway } from "#db/repositories/gateways.ts";
import { findOrderOverride } from "#db/repositories/order-overrides.ts";
import { readWantedOf } from "#db/repositories/wanted-state.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { type ProfileOrder, resolveProfileOrder } from "#lib/domain/profile-order.ts";
import { effectiveStores, emptyStore } from "#lib/domain/projected-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type OrderView = {
  asOfMs: number;
  gatewayId: string;
  gatewayName: string;
  isDemo: boolean;
  agentId: string;
  agentIds: string[];
  provider: string;
  providers: string[];
  /** The override wanted here, null when there is none. */
  override: string[] | null;
  version: number;
  changedBy: string | null;
  changedAtMs: number | null;
  /** The order once everything is published, with a reason for every profile. */
  wanted: ProfileOrder;
  /** The order the gateway uses now. */
  current: ProfileOrder;
  /** Every profile id of this provider that an override may name. */
  candidates: string[];
  /** False for a gateway that keeps its credentials in databases and was never asked. */
  isKnown: boolean;
};

/** An agent's order for one provider: now, and once published. Null when there is no such gateway or agent. */
export function orderView(
  ctx: ViewContext,
  key: { gatewayId: string; agentId?: string; provider?: string },
): OrderView | null {
  const { reader } = ctx.db;
  const gateway = findGateway(reader, key.gatewayId);
  if (!gateway) return null;
  const state = readUnchangedGateway(gateway);
  const agentId = key.agentId ?? state.defaultAgentId;
  const sources = storesBehind(state, agentId);
  const wanted = readWantedOf(
    reader,
    gateway.id,
    sources.map((agent) => agent.agentId),
  );
  const store = effectiveStores({ ...state, agents: sources }, wanted).get(agentId);
  if (!store) return null;
  const providers = [
    ...new Set([...store.profiles.values()].map((item) => normalizeProvider(item.provider))),
  ].sort();
  const provider = normalizeProvider(key.provider ?? providers[0] ?? "");
  const row = findOrderOverride(reader, { gatewayId: gateway.id, agentId, provider });
  const observed = state.agents.find((agent) => agent.agentId === agentId)?.effective ?? emptyStore();
  const orderOf = (from: typeof store) =>
    resolveProfileOrder({ store: from, config: state.config.auth, provider, nowMs: ctx.nowMs });
  return {
    asOfMs: ctx.nowMs,
    gatewayId: gateway.id,
    gatewayName: gateway.name,
    isDemo: isDemoStateDir(gateway.stateDir),
    agentId,
    agentIds: state.agents.map((agent) => agent.agentId),
    provider,
    providers,
    override: row?.profileIds ?? null,
    version: row?.version ?? 0,
    changedBy: row?.changedBy ?? null,
    changedAtMs: row?.changedAtMs ?? null,
    wanted: orderOf(store),
    current: orderOf(observed),
    candidates: [...store.profiles.values()]
      .filter((item) => normalizeProvider(item.provider) === provider)
      .map((item) => item.profileId),
    isKnown: isKnown(state),
  };
}

/** The agents whose stores decide what one of them works with: its own and main's. */
function storesBehind({ agents, mainStorePath }: GatewayState, agentId: string) {
  return agents.filter((agent) => agent.agentId === agentId || agent.storePath === mainStorePath);
}
