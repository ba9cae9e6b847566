import { findGateway, listGateways } from "#db/repositories/gateways.ts";
import { listOrderOverrides, type OrderOverrideRow } from "#db/repositories/order-overrides.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import type { AuthConfig, AuthStore } from "#lib/domain/auth-store.ts";
import { resolveProfileOrder } from "#lib/domain/profile-order.ts";
import type { OrderBasis } from "#lib/domain/profile-order-rows.ts";
import { effectiveStores } from "#lib/domain/projected-store.ts";
import { firstKeyForProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/**
 * `none`: no override here and none on the gateway. `inherited`: main's counts, because the agent has none.
 * `on_gateway_only`: the gateway has one that was not imported.
 */
export type OrderPublishState =
  | "none"
  | "inherited"
  | "published"
  | "changed"
  | "unpublished"
  | "to_remove"
  | "on_gateway_only";

export type OrderIndexRow = {
  agentId: string;
  provider: string;
  profileCount: number;
  /** What OpenClaw tries first once everything is published; null when it has nothing to try. */
  first: string | null;
  basis: OrderBasis;
  publishState: OrderPublishState;
  changedAtMs: number | null;
  changedBy: string | null;
};

export type OrderIndexView = {
  asOfMs: number;
  gateways: { gatewayId: string; name: string }[];
  gatewayId: string;
  agentIds: string[];
  providers: string[];
  rows: OrderIndexRow[];
};

/**
 * Each agent and provider of a gateway that there is an order to see for. Unless one is named, it is the
 * first gateway by name that has profiles here. Null when there is no such gateway.
 */
export function orderIndexView(
  ctx: ViewContext,
  filter: {
    gatewayId?: string | undefined;
    agentId?: string | undefined;
    provider?: string | undefined;
  } = {},
): OrderIndexView | null {
  const { reader } = ctx.db;
  const gateways = listGateways(reader);
  const withProfiles = () => gateways.find(({ id }) => listProfiles(reader, id).length > 0);
  const gateway = filter.gatewayId ? findGateway(reader, filter.gatewayId) : (withProfiles() ?? gateways[0]);
  if (!gateway) return null;
  const state = readUnchangedGateway(gateway);
  const overrides = listOrderOverrides(reader, gateway.id);
  const stores = [...effectiveStores(state, readWantedState(reader, gateway.id))];
  const rows = stores.flatMap(([agentId, store]) => {
    const agentsOwn = overrides.filter((row) => row.agentId === agentId);
    return providersOf(store, agentsOwn).map((provider) => {
      const override = agentsOwn.find((row) => row.provider === provider) ?? null;
      const order = orderFacts(store, state.config.auth, provider, ctx.nowMs);
      const own = orderPublishState(override, observedOverride(state, agentId, provider));
      const publishState = own === "none" && order.basis === "stored" ? "inherited" : own;
      const { changedAtMs = null, changedBy = null } = override ?? {};
      return { agentId, provider, ...order, publishState, changedAtMs, changedBy };
    });
  });
  const fits = (row: OrderIndexRow) =>
    (!filter.agentId || row.agentId === filter.agentId) &&
    (!filter.provider || row.provider === filter.provider);
  return {
    asOfMs: ctx.nowMs,
    gateways: gateways.map(({ id, name }) => ({ gatewayId: id, name })),
    gatewayId: gateway.id,
    agentIds: stores.map(([agentId]) => agentId),
    providers: [...new Set(rows.map((row) => row.provider))].sort(),
    rows: rows.filter(fits),
  };
}

/** What an agent's own store names for a provider now, under whichever spelling OpenClaw would find; null when nothing. */
export function observedOverride(
  state: Pick<GatewayState, "agents">,
  agentId: string,
  provider: string,
): string[] | null {
  const order = state.agents.find((agent) => agent.agentId === agentId)?.store?.order;
  const key = order && firstKeyForProvider(order.keys(), provider);
  return (key && order?.get(key)) || null;
}

/** Whether the gateway has the override that is wanted. `profileIds` is null once it was cleared here. */
export function orderPublishState(
  override: Pick<OrderOverrideRow, "profileIds"> | null,
  observed: string[] | null,
): OrderPublishState {
  if (override === null) return observed ? "on_gateway_only" : "none";
  if (override.profileIds === null) return observed ? "to_remove" : "none";
  if (!observed) return "unpublished";
  return JSON.stringify(observed) === JSON.stringify(override.profileIds) ? "published" : "changed";
}

function providersOf(store: AuthStore, overrides: OrderOverrideRow[]): string[] {
  const withProfiles = [...store.profiles.values()].map((profile) => normalizeProvider(profile.provider));
  const withOverride = overrides.filter((row) => row.profileIds !== null).map((row) => row.provider);
  return [...new Set([...withProfiles, ...withOverride])].sort();
}

function orderFacts(store: AuthStore, config: AuthConfig, provider: string, nowMs: number) {
  const { order, basis, rows } = resolveProfileOrder({ store, config, provider, nowMs });
  return { profileCount: rows.length, first: order[0] ?? null, basis };
}
