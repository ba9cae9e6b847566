import { findGateway, listGateways } from "#db/repositories/gateways.ts";
import { listOrderOverrides, type OrderOverrideRow } from "#db/repositories/order-overrides.ts";
import { listPublishedEntries, type PublishedEntry } from "#db/repositories/publications.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import type { AuthConfig, AuthStore } from "#lib/domain/auth-store.ts";
import { resolveProfileOrder } from "#lib/domain/profile-order.ts";
import type { OrderBasis } from "#lib/domain/profile-order-rows.ts";
import { effectiveStores } from "#lib/domain/projected-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** `none`: no override, here or published. */
export type OrderPublishState = "none" | "published" | "changed" | "unpublished" | "to_remove";

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
 * Each agent and provider of a gateway that there is an order to see for, the first gateway by name unless
 * one is named. Null when there is no such gateway.
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
  const gateway = filter.gatewayId ? findGateway(reader, filter.gatewayId) : gateways[0];
  if (!gateway) return null;
  const state = readGateway(gateway);
  const overrides = listOrderOverrides(reader, gateway.id);
  const published = listPublishedEntries(reader, gateway.id);
  const stores = [...effectiveStores(state, readWantedState(reader, gateway.id))];
  const rows = stores.flatMap(([agentId, store]) => {
    const own = overrides.filter((row) => row.agentId === agentId);
    return providersOf(store, own).map((provider) => {
      const override = own.find((row) => row.provider === provider) ?? null;
      const order = orderFacts(store, state.config.auth, provider, ctx.nowMs);
      const publishState = orderPublishState({ agentId, provider }, override, published);
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

/** Whether the gateway has the override that is wanted, as of the last publish. */
export function orderPublishState(
  key: { agentId: string; provider: string },
  override: Pick<OrderOverrideRow, "profileIds"> | null,
  published: PublishedEntry[],
): OrderPublishState {
  const entry = published.find(
    (item) => item.kind === "order" && item.agentId === key.agentId && item.key === key.provider,
  );
  if (!override) return entry ? "published" : "none";
  if (override.profileIds === null) return entry ? "to_remove" : "none";
  if (!entry) return "unpublished";
  return JSON.stringify(entry.value) === JSON.stringify(override.profileIds) ? "published" : "changed";
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
