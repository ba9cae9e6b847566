import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import type { ModelConfig } from "#lib/domain/model-config.ts";
import { modelsInUse, providersInUse, providersOf as providersOfModels } from "#lib/domain/model-ref.ts";
import { profileUse } from "#lib/domain/profile-use.ts";
import { evaluateProvider, type ProviderEvaluation } from "#lib/domain/provider-evaluation.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { providersWithEnvironmentKey } from "#lib/domain/provider-key.ts";
import { storeByProvider } from "#lib/domain/provider-stores.ts";
import type { RuntimeFacts } from "#lib/domain/runtime-credential.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { type CellVerdict, cellVerdict } from "#lib/domain/status-cell.ts";
import { isUnreadable } from "#lib/openclaw/agent-states.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { refContextOf } from "#lib/openclaw/config-refs.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { type RefOutcome, resolveQuietly } from "#lib/openclaw/secret-resolution.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { environmentOf, isConfigRefused } from "#lib/openclaw/status-facts.ts";

/** One agent's access to one provider, evaluated, with what it was evaluated from. */
export type GatewayCell = {
  agent: AgentState;
  provider: string;
  /** A model in use needs this provider. */
  inUse: boolean;
  evaluation: ProviderEvaluation;
  verdict: CellVerdict;
  facts: RuntimeFacts;
  /** The outcome of a reference; one of a command is never run, and counts as resolved at run time. */
  outcomeOf: (ref: SecretRef) => RefOutcome;
};

type Shared = Pick<RuntimeFacts, "auth" | "models" | "environment" | "resolves" | "nowMs"> & {
  outcomeOf: GatewayCell["outcomeOf"];
  common: string[];
};

/**
 * Evaluates each agent and provider of a gateway that was read once: those with profiles, an order, a key, or a model
 * in use. Nothing when OpenClaw refuses the config or keeps its credentials elsewhere, because then none of it counts.
 * No command of a gateway is run.
 *
 * Source: OpenClaw 2026.3.13, semantics §5 and §6.1.
 */
export function gatewayCells(
  state: GatewayState,
  nowMs: number,
  only: { agentId?: string | undefined; provider?: string | undefined } = {},
): GatewayCell[] {
  if (state.problem !== null || !isKnown(state) || isConfigRefused(state)) return [];
  const shared = sharedFacts(state, nowMs);
  return state.agents
    .filter(({ agentId }) => only.agentId === undefined || agentId === only.agentId)
    .flatMap((agent) => agentCells(agent, state, shared, only.provider));
}

function sharedFacts(state: GatewayState, nowMs: number): Shared {
  const environment = environmentOf(state);
  const models = modelConfigOf(state.config, (name) => environment.variables.get(name)?.value.reveal());
  const context = refContextOf(state, { cwd: state.stateDir, mayRunCommands: false });
  const outcomes = new Map<string, RefOutcome>();
  const outcomeOf = (ref: SecretRef) => {
    const key = `${ref.source}:${ref.provider}:${ref.id}`;
    const outcome = outcomes.get(key) ?? resolveQuietly(ref, context);
    outcomes.set(key, outcome);
    return outcome;
  };
  return {
    auth: state.config.auth,
    models,
    environment,
    nowMs,
    outcomeOf,
    resolves: (ref) => {
      const outcome = outcomeOf(ref);
      return outcome.ok || outcome.failure === "command_not_run";
    },
    common: [...models.providers.keys(), ...providersWithEnvironmentKey(environment)],
  };
}

function agentCells(
  agent: AgentState,
  state: GatewayState,
  { outcomeOf, common, ...shared }: Shared,
  only: string | undefined,
): GatewayCell[] {
  const store = agent.effective;
  const isMain = agent.agentDir === state.mainDir?.agentDir;
  const mainStore = isMain ? null : (state.mainDir?.effective ?? null);
  const partOf = storeByProvider(store, shared.auth);
  const mainPartOf = mainStore && storeByProvider(mainStore, shared.auth);
  const inUse = new Set(providersInUseOf(agent, state, shared.models).map(normalizeProvider));
  const providers =
    only === undefined ? providersOf(store, [...common, ...inUse]) : [normalizeProvider(only)];
  return providers.flatMap((provider): GatewayCell[] => {
    const facts = { ...shared, store: partOf(provider), mainStore: mainPartOf?.(provider) ?? null };
    const evaluation = evaluateProvider(provider, facts);
    const verdict = withStore(verdictOf(evaluation, facts), agent);
    const isUsed = inUse.has(provider);
    const hasSomething = isUsed || evaluation.rows.length > 0 || evaluation.runtime.used !== null;
    return hasSomething ? [{ agent, provider, inUse: isUsed, evaluation, verdict, facts, outcomeOf }] : [];
  });
}

/** Of a gateway that was asked, the models are those it said. */
function providersInUseOf(
  { agentId }: AgentState,
  { observation }: GatewayState,
  models: ModelConfig,
): string[] {
  const asked = observation?.agents.find((agent) => agent.agentId === agentId);
  if (asked === undefined) return providersInUse(modelsInUse(models, agentId));
  return [...providersOfModels([asked.model, ...asked.fallbacks]), ...asked.missingProviders];
}

/** OpenClaw takes a store that it cannot read for an empty one; adding a credential would not mend that. */
function withStore(verdict: CellVerdict, agent: AgentState): CellVerdict {
  if (verdict.cause !== "no_credential" || !isUnreadable(agent)) return verdict;
  return { ...verdict, cause: "unreadable_store" };
}

function verdictOf(evaluation: ProviderEvaluation, facts: RuntimeFacts): CellVerdict {
  const profileOf = (id: string): StoredProfile | null => facts.store.profiles.get(id) ?? null;
  const inOrder = new Set(evaluation.order);
  const lookAtUse = (id: string) => {
    const profile = inOrder.has(id) ? profileOf(id) : null;
    return profile && profileUse(profile, facts);
  };
  return cellVerdict(evaluation, profileOf, lookAtUse, facts.nowMs);
}

function providersOf(store: AuthStore, more: readonly string[]): string[] {
  const stored = [...store.profiles.values()].map(({ provider }) => provider);
  const all = [...stored, ...store.order.keys(), ...more].map(normalizeProvider);
  return [...new Set(all)].filter((provider) => provider !== "").sort();
}
