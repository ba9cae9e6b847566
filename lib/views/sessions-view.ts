import { findGateway } from "#db/repositories/gateways.ts";
import { gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { type SessionRow, sessionRows, sessionsOf } from "#lib/openclaw/session-row.ts";
import type { SessionStore } from "#lib/openclaw/session-store.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type SessionsView = {
  asOfMs: number;
  gatewayId: string;
  /** Where sessions could not be read, with the file. */
  unread: Pick<SessionStore, "agentId" | "file" | "status">[];
  /** False for a gateway that keeps its sessions in databases, or on another host. */
  isKnown: boolean;
  /** The one that changed last first. */
  rows: SessionRow[];
};

/**
 * The sessions of a gateway's agents, and what each uses next, if it goes on. Throws OperationError
 * `gateway_not_found`, `agent_not_found`.
 */
export function sessionsView(
  ctx: ViewContext,
  key: { gatewayId: string; agentId?: string | undefined },
): SessionsView {
  const gateway = findGateway(ctx.db.reader, key.gatewayId);
  if (!gateway) throw new OperationError("gateway_not_found", { gateway: key.gatewayId });
  const state = readUnchangedGateway(gateway);
  const agents = state.agents.filter(({ agentId }) => key.agentId === undefined || agentId === key.agentId);
  if (key.agentId !== undefined && agents.length === 0)
    throw new OperationError("agent_not_found", { agentId: key.agentId });
  const view = { asOfMs: ctx.nowMs, gatewayId: gateway.id };
  if (state.storage === "sqlite" || gateway.host !== null)
    return { ...view, isKnown: false, unread: [], rows: [] };
  const stores = agents.map((agent) => ({ agent, ...sessionsOf(gateway, state, agent.agentId) }));
  const cells = gatewayCells(state, ctx.nowMs);
  const rows = stores.flatMap(({ agent, sessions }) => sessions.map(sessionRows(state, agent, cells)));
  return {
    ...view,
    isKnown: true,
    unread: stores
      .filter(({ status }) => status === "malformed" || status === "unreadable")
      .map(({ agentId, file, status }) => ({ agentId, file, status })),
    rows: rows.sort((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
  };
}
