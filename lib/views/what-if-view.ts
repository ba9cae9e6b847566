import { findGateway, type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { realGateways } from "#lib/domain/demo-gateway.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { isConfigRefused } from "#lib/openclaw/status-facts.ts";
import {
  type AgentOutcome,
  type Loss,
  type SinglePoint,
  singlePoints,
  whatIf,
} from "#lib/openclaw/what-if.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

type OfGateway<T> = { gatewayId: string; name: string } & T;

export type WhatIfView = {
  asOfMs: number;
  atMs: number;
  profileId: string | null;
  gateways: OfGateway<{ outcomes: AgentOutcome[] }>[];
  /** Names of gateways whose files do not tell, or which were never asked. */
  unknown: string[];
};

export type SinglePointsView = {
  asOfMs: number;
  gateways: OfGateway<{ points: SinglePoint[] }>[];
  unknown: string[];
};

export type WhatIfAsked = Loss & { gatewayId?: string | undefined; agentId?: string | undefined };

/**
 * What every agent would run on a day without a profile: of one gateway, or of all but the demo.
 *
 * Throws OperationError `gateway_not_found`, `profile_not_found` when no agent has such a profile, `agent_not_found`.
 */
export function whatIfView(ctx: ViewContext, { gatewayId, agentId, ...loss }: WhatIfAsked): WhatIfView {
  const { known, unknown } = readings(ctx, gatewayId);
  const { profileId } = loss;
  const has = ({ agents }: GatewayState, id: string) =>
    agents.some(({ effective }) => effective.profiles.has(id));
  if (profileId !== null && !known.some(({ state }) => has(state, profileId)))
    throw new OperationError("profile_not_found", { profileId });
  const gateways = known
    .filter(({ state }) => profileId === null || has(state, profileId))
    .map(({ gateway, state }) => {
      const outcomes = whatIf(state, loss, ctx.nowMs);
      return {
        ...nameOf(gateway),
        outcomes: outcomes.filter((each) => agentId === undefined || each.agentId === agentId),
      };
    });
  if (agentId !== undefined && gateways.every(({ outcomes }) => outcomes.length === 0))
    throw new OperationError("agent_not_found", { agentId });
  return { asOfMs: ctx.nowMs, atMs: loss.atMs, profileId, gateways, unknown };
}

/** What agents have a single one of, or none, gateway by gateway. Throws OperationError `gateway_not_found`. */
export function singlePointsView(ctx: ViewContext, gatewayId?: string): SinglePointsView {
  const { known, unknown } = readings(ctx, gatewayId);
  const gateways = known.map(({ gateway, state }) => {
    return { ...nameOf(gateway), points: singlePoints(state, ctx.nowMs) };
  });
  return { asOfMs: ctx.nowMs, gateways, unknown };
}

type Reading = { gateway: GatewayRow; state: GatewayState };

function readings(ctx: ViewContext, gatewayId: string | undefined): { known: Reading[]; unknown: string[] } {
  const all = chosen(ctx, gatewayId).map((gateway) => ({ gateway, state: readUnchangedGateway(gateway) }));
  const tells = ({ state }: Reading) => state.problem === null && isKnown(state) && !isConfigRefused(state);
  return {
    known: all.filter(tells),
    unknown: all.filter((each) => !tells(each)).map(({ gateway }) => gateway.name),
  };
}

function chosen({ db: { reader } }: ViewContext, gatewayId: string | undefined): readonly GatewayRow[] {
  if (gatewayId === undefined) return realGateways(listGateways(reader));
  const gateway = findGateway(reader, gatewayId);
  if (gateway === null) throw new OperationError("gateway_not_found", { gateway: gatewayId });
  return [gateway];
}

const nameOf = ({ id, name }: GatewayRow) => ({ gatewayId: id, name });
