import { listGateways } from "#db/repositories/gateways.ts";
import type { GatewayStatus } from "#lib/views/gateway-status.ts";
import { unchangedStatus } from "#lib/views/kept-status.ts";
import type { Page } from "#lib/views/page-of.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";
import { countStates, type StatusFilter, type StatusQuery, searchStatus } from "#lib/views/status-search.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type StatusView = {
  asOfMs: number;
  gateways: GatewayStatus[];
  /** Over every agent and provider, whatever is shown. */
  total: number;
  counts: Record<StatusFilter, number>;
  /** What there is to filter by. */
  agentIds: string[];
  providers: string[];
  /** The agents and providers that fit, a page of them. */
  page: Page<StatusRow>;
};

/**
 * Every agent and provider of every gateway: what would be used, how that is and what to do. A gateway is
 * evaluated again when anything that counts for it has changed. No vault, no network, and no command is run.
 */
export function statusView(ctx: ViewContext, query: StatusQuery = {}): StatusView {
  const read = listGateways(ctx.db.reader).map((gateway) => unchangedStatus(ctx, gateway));
  const rows = read.flatMap((each) => each.rows);
  const ofGateway = rows.filter((row) => !query.gateway || row.gatewayId === query.gateway);
  return {
    asOfMs: ctx.nowMs,
    gateways: read.map(({ status }) => status),
    total: rows.length,
    counts: countStates(rows),
    agentIds: [...new Set(ofGateway.map(({ agentId }) => agentId))].sort(),
    providers: [...new Set(ofGateway.map(({ provider }) => provider))].sort(),
    page: searchStatus(rows, query),
  };
}
