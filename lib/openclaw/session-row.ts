import { modelsInUse, parseModelRef } from "#lib/domain/model-ref.ts";
import { type NextProfile, nextProfile, pinSource } from "#lib/domain/session-next.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import type { GatewayCell } from "#lib/openclaw/gateway-cells.ts";
import { type GatewayPlace, gatewayReading } from "#lib/openclaw/gateway-reader.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { readSessions, type SessionStore, type StoredSession } from "#lib/openclaw/session-store.ts";
import { environmentOf } from "#lib/openclaw/status-facts.ts";

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

/** The sessions of an agent, where this gateway keeps them. */
export function sessionsOf(gateway: GatewayPlace, state: GatewayState, agentId: string): SessionStore {
  const { variables } = environmentOf(state);
  const { home } = gatewayReading(gateway);
  return readSessions(state, agentId, { env: (name) => variables.get(name)?.value.reveal(), home });
}

/** Says what an agent's sessions use, from the cells of its gateway. */
export function sessionRows(
  state: GatewayState,
  agent: AgentState,
  cells: readonly GatewayCell[],
): (session: StoredSession) => SessionRow {
  const own = cells.filter((cell) => cell.agent.agentId === agent.agentId);
  const modelOf = modelReader(state, agent.agentId);
  return (session) => rowOf(agent, session, own, modelOf(session));
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
