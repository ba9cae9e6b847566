import { findGateway, listGateways } from "#db/repositories/gateways.ts";
import { countPublications } from "#db/repositories/machine-counts.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { unchangedStatus } from "#lib/views/kept-status.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** What comes next between a new console and its first published credential. */
export type FirstRunStep = "gateway" | "credential" | "publish";

export type FirstRunView = {
  step: FirstRunStep;
  /** The gateway that it goes on with; null while there is none. */
  gateway: { gatewayId: string; name: string } | null;
  hasDemo: boolean;
};

/**
 * Where the first run stands, worked out from what there is; null once something was published to a gateway, or where
 * nothing can be: no gateway says what it has. The demo counts as none.
 */
export function firstRunView(ctx: ViewContext): FirstRunView | null {
  const { reader } = ctx.db;
  const all = listGateways(reader);
  const real = all.filter(({ stateDir }) => !isDemoStateDir(stateDir));
  const hasDemo = real.length < all.length;
  if (real.length === 0) return { step: "gateway", gateway: null, hasDemo };
  const published = new Set(
    countPublications(reader).flatMap((row) => (row.finished > 0 ? [row.gatewayId] : [])),
  );
  if (real.some(({ id }) => published.has(id))) return null;
  const open = real
    .map((gateway) => ({ gateway, status: unchangedStatus(ctx, gateway).status }))
    .filter(({ status }) => status.nextStep !== "ask_gateway")
    .sort((a, b) => b.gateway.createdAtMs - a.gateway.createdAtMs)[0];
  if (!open) return null;
  const { id: gatewayId, name } = open.gateway;
  const step = open.status.profileCount === 0 ? "credential" : "publish";
  return { step, gateway: { gatewayId, name }, hasDemo };
}

export type ReadyView = {
  gatewayId: string;
  name: string;
  isDemo: boolean;
  /** Every provider in use has a credential that works, and there is one. */
  isGreen: boolean;
  /** What each agent uses: providers in use first. */
  uses: StatusRow[];
};

const USES_MAX = 6;

/** What the agents of a gateway use now, for whoever just set it up; null when there is no such gateway. */
export function readyView(ctx: ViewContext, gatewayId: string): ReadyView | null {
  const gateway = findGateway(ctx.db.reader, gatewayId);
  if (!gateway) return null;
  const { rows } = unchangedStatus(ctx, gateway);
  const inUse = rows.filter((row) => row.inUse);
  const rest = rows.filter((row) => !row.inUse && row.effective !== null);
  return {
    gatewayId,
    name: gateway.name,
    isDemo: isDemoStateDir(gateway.stateDir),
    isGreen: inUse.length > 0 && inUse.every(({ state }) => state === "healthy"),
    uses: [...inUse, ...rest].slice(0, USES_MAX),
  };
}
