import { findGateway } from "#db/repositories/gateways.ts";
import { modelsInUse, parseModelRef } from "#lib/domain/model-ref.ts";
import { type NextProfile, nextProfile, pinSource } from "#lib/domain/session-next.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { type GatewayCell, gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { gatewayReading } from "#lib/openclaw/gateway-reader.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { readSessions, type SessionStore, type StoredSession } from "#lib/openclaw/session-store.ts";
import { environmentOf } from "#lib/openclaw/status-facts.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type SessionRow = {
  agentId: string;
  sessionKey: string;
  /** `provider/model` that the next turn asks. */
  model: string;
  /** The model was chosen in this session; else it is the agent's. */
  isChosen: boolean;
  pinned: string | null;
  /** Who pinned: a person, or OpenClaw by itself. */
  pinnedBy: "user" | "auto" | null;
  next: Pick<NextProfile, "unpinned"> & {
    /** OpenClaw's own text for what the next turn signs in with; null when there is nothing. */
    source: string | null;
  };
  updatedAtMs: number | null;
};

export type SessionsView = {
  asOfMs: number;
  gatewayId: string;
  /** Where sessions could not be read, with the file. */
  unread: Pick<SessionStore, "agentId" | "file" | "status">[];
  /** False for a gateway that keeps its sessions in databases. */
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
  if (state.storage === "sqlite") return { ...view, isKnown: false, unread: [], rows: [] };
  const environment = environmentOf(state);
  const { home } = gatewayReading(gateway);
  const context = { env: (name: string) => environment.variables.get(name)?.value.reveal(), home };
  const stores = agents.map((agent) => ({ agent, ...readSessions(state, agent.agentId, context) }));
  const cells = gatewayCells(state, ctx.nowMs);
  const rows = stores.flatMap(({ agent, sessions }) => {
    const own = cells.filter((cell) => cell.agent.agentId === agent.agentId);
    const modelOf = modelReader(state, agent.agentId);
    return sessions.map((session) => rowOf(agent, session, own, modelOf(session)));
  });
  return {
    ...view,
    isKnown: true,
    unread: stores
      .filter(({ status }) => status === "malformed" || status === "unreadable")
      .map(({ agentId, file, status }) => ({ agentId, file, status })),
    rows: rows.sort((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
  };
}

type Model = { provider: string; model: string; isChosen: boolean };

/** The model of an agent, unless a session chose another; without a provider it is the default model's. */
function modelReader(state: GatewayState, agentId: string): (session: StoredSession) => Model {
  const environment = environmentOf(state);
  const models = modelConfigOf(state.config, (name) => environment.variables.get(name)?.value.reveal());
  const { resolved } = modelsInUse(models, agentId);
  return ({ modelOverride, providerOverride }) => {
    if (modelOverride === undefined) return { ...resolved, isChosen: false };
    const named = parseModelRef(`${providerOverride ?? resolved.provider}/${modelOverride}`) ?? resolved;
    return { ...named, isChosen: true };
  };
}

function rowOf(
  agent: AgentState,
  session: StoredSession,
  cells: readonly GatewayCell[],
  model: Model,
): SessionRow {
  const cell = cells.find(({ provider }) => provider === model.provider);
  const windows = new Map(cell?.evaluation.rows.map(({ profileId, window }) => [profileId, window]));
  const next = nextProfile(session, {
    provider: model.provider,
    order: cell?.evaluation.order ?? [],
    providers: new Map([...agent.effective.profiles].map(([id, { provider }]) => [id, provider])),
    isWaiting: (profileId) => Boolean(windows.get(profileId)),
  });
  const source =
    next.profileId === null ? (cell?.verdict.effective?.source ?? null) : `profile:${next.profileId}`;
  return {
    agentId: agent.agentId,
    sessionKey: session.sessionKey,
    model: `${model.provider}/${model.model}`,
    isChosen: model.isChosen,
    pinned: session.authProfileOverride?.trim() || null,
    pinnedBy: pinSource(session),
    next: { source, unpinned: next.unpinned },
    updatedAtMs: session.updatedAtMs,
  };
}
