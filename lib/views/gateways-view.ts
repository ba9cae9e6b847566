import { type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { driftOf, type GatewayObstacle, listAncestors, obstacleOf } from "#lib/views/gateway-health.ts";
import { unpublishedOrders } from "#lib/views/gateway-status.ts";
import { isInGroup } from "#lib/views/profile-search.ts";
import { type ProfileListItem, profilesView } from "#lib/views/profiles-view.ts";
import { listPublicationSummaries, type PublicationSummary } from "#lib/views/publications-view.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type GatewayListItem = {
  gatewayId: string;
  name: string;
  stateDir: string;
  storage: GatewayState["storage"];
  /** When its own OpenClaw said what it has, and which release that is; null when its files tell, or it never did. */
  asked: { release: string; atMs: number } | null;
  obstacle: GatewayObstacle | null;
  /** Null when the state dir cannot be read. */
  agentCount: number | null;
  profileCount: number;
  /** Profiles and order overrides that the gateway does not have as they are wanted here. */
  unpublished: number;
  /** Null when the gateway's files do not tell. */
  driftCount: number | null;
  lastPublication: PublicationSummary | null;
};

export type GatewaysView = { asOfMs: number; gateways: GatewayListItem[] };

/** Every gateway, by name, with what is known of it now. */
export function gatewaysView(ctx: ViewContext): GatewaysView {
  const { items } = profilesView(ctx);
  const gateways = listGateways(ctx.db.reader).map((gateway) =>
    gatewayListItem(ctx, gateway, readUnchangedGateway(gateway), ofGateway(items, gateway.id)),
  );
  return { asOfMs: ctx.nowMs, gateways };
}

export function gatewayListItem(
  ctx: ViewContext,
  gateway: GatewayRow,
  state: GatewayState,
  items: ProfileListItem[],
): GatewayListItem {
  const { id: gatewayId, name, stateDir } = gateway;
  const unpublishedProfiles = items.filter((item) => isInGroup(item, "unpublished", ctx.nowMs)).length;
  return {
    gatewayId,
    name,
    stateDir,
    storage: state.storage,
    asked: state.observation && { release: state.observation.release, atMs: state.observation.atMs },
    obstacle: obstacleOf(state),
    agentCount: state.problem === null ? state.agents.length : null,
    profileCount: items.length,
    unpublished: unpublishedProfiles + unpublishedOrders(ctx, gatewayId, state),
    driftCount: driftOf(state, listAncestors(ctx.db.reader, gatewayId))?.length ?? null,
    lastPublication: listPublicationSummaries(ctx, gatewayId, 1)[0] ?? null,
  };
}

function ofGateway(items: ProfileListItem[], gatewayId: string): ProfileListItem[] {
  return items.filter((item) => item.gatewayId === gatewayId);
}
