import { modelsInUse, parseModelRef } from "#lib/domain/model-ref.ts";
import type { RuntimeSource } from "#lib/domain/runtime-credential.ts";
import { type GatewayCell, gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";

/** A model that an agent runs, and what it signs in with. */
export type ModelUse = { model: string; provider: string; source: RuntimeSource };

/**
 * What becomes of an agent. `same`: nothing changes. `credential`: the same model with another credential. `model`: a
 * fallback model. `stops`: nothing is left. `idle`: nothing ran before either. `starts`: something runs that did not.
 */
export type Consequence = "same" | "credential" | "model" | "stops" | "idle" | "starts";

export type AgentOutcome = {
  agentId: string;
  before: ModelUse | null;
  after: ModelUse | null;
  consequence: Consequence;
};

/** The day that is asked about, in Unix milliseconds, and a profile that is of no use from then on. */
export type Loss = { atMs: number; profileId: string | null };

/**
 * What each agent of a gateway would run on a day, without one of its profiles: the first of its models, then of their
 * fallbacks, whose provider has a credential left, by OpenClaw's own order. Tokens end as they will; windows of cooldown
 * end too. A profile that the provider refuses stays in its order and is passed over, as in a run.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.3 and §9.
 */
export function whatIf(state: GatewayState, loss: Loss, nowMs: number): AgentOutcome[] {
  const before = candidatesByAgent(state, nowMs);
  const after = loss.atMs === nowMs ? before : candidatesByAgent(state, loss.atMs);
  return [...before].map(([agentId, candidates]) => {
    const [now = null] = candidates;
    const then = (after.get(agentId) ?? []).find(({ source }) => !isLost(source, loss)) ?? null;
    return { agentId, before: now, after: then, consequence: consequenceOf(now, then) };
  });
}

/** What an agent has a single one of. `source` is null when it has nothing at all. */
export type SinglePoint = {
  source: RuntimeSource | null;
  agentIds: string[];
  /** When the last of what these agents have ends by itself; null when that has no end. */
  endsAtMs: number | null;
};

/**
 * The credentials whose loss leaves an agent without anything for its model and all of its fallbacks: those of which an
 * agent has no second one. Agents with nothing come first, then what most agents hang on.
 */
export function singlePoints(state: GatewayState, nowMs: number): SinglePoint[] {
  const points = new Map<string, SinglePoint>();
  for (const [agentId, candidates] of candidatesByAgent(state, nowMs)) {
    const names = new Set(candidates.map(({ source }) => source.source));
    if (names.size > 1) continue;
    const source = candidates[0]?.source ?? null;
    const key = source?.source ?? "";
    const point = points.get(key) ?? { source, agentIds: [], endsAtMs: endOf(state, agentId, source) };
    points.set(key, { ...point, agentIds: [...point.agentIds, agentId] });
  }
  const isNothing = (point: SinglePoint) => (point.source === null ? 0 : 1);
  return [...points.values()].sort(
    (a, b) => isNothing(a) - isNothing(b) || b.agentIds.length - a.agentIds.length,
  );
}

function endOf(state: GatewayState, agentId: string, source: RuntimeSource | null): number | null {
  const agent = state.agents.find((candidate) => candidate.agentId === agentId);
  const profile = source?.profileId ? agent?.effective.profiles.get(source.profileId) : undefined;
  return profile?.type === "token" && profile.expires.kind === "at" ? profile.expires.atMs : null;
}

/** Everything an agent could run, in the sequence in which it would be tried. */
function candidatesByAgent(state: GatewayState, nowMs: number): Map<string, ModelUse[]> {
  const cells = gatewayCells(state, nowMs);
  return new Map(
    state.agents.map(({ agentId }) => {
      const own = cells.filter(({ agent }) => agent.agentId === agentId);
      const byProvider = new Map(own.map((cell) => [cell.provider, cell]));
      const uses = modelsOf(state, own[0], agentId).flatMap(({ model, provider }): ModelUse[] => {
        const cell = byProvider.get(provider);
        return cell ? sourcesOf(cell).map((source) => ({ model, provider, source })) : [];
      });
      return [agentId, uses] as const;
    }),
  );
}

type NamedModel = { model: string; provider: string };

/** An agent's model and its fallbacks, aliases resolved: of a gateway that was asked, as it said them. */
function modelsOf(state: GatewayState, cell: GatewayCell | undefined, agentId: string): NamedModel[] {
  const asked = state.observation?.agents.find((agent) => agent.agentId === agentId);
  if (asked) return named([asked.model, ...asked.fallbacks]);
  if (cell === undefined) return [];
  const { resolved, fallbacks, aliases } = modelsInUse(cell.facts.models, agentId);
  const texts = [
    `${resolved.provider}/${resolved.model}`,
    ...fallbacks.map((text) => aliases.get(text) ?? text),
  ];
  return named(texts);
}

function named(texts: readonly string[]): NamedModel[] {
  return texts.flatMap((text) => {
    const ref = parseModelRef(text);
    return ref ? [{ model: `${ref.provider}/${ref.model}`, provider: ref.provider }] : [];
  });
}

/** Everything usable for a provider: profiles in their order, an OAuth login that is renewed first among them. */
function sourcesOf({ evaluation, verdict }: GatewayCell): RuntimeSource[] {
  const { used, shadowed } = evaluation.runtime;
  const usable = [...(used ? [used] : []), ...shadowed];
  const profiles = evaluation.order.flatMap((profileId): RuntimeSource[] => {
    const found = usable.find((source) => source.profileId === profileId);
    if (found) return [found];
    const isRenewed = verdict.profiles.get(profileId)?.cause === "renewed";
    const source = {
      source: `profile:${profileId}`,
      kind: "profile",
      mode: "oauth",
      variable: null,
    } as const;
    return isRenewed ? [{ ...source, profileId }] : [];
  });
  return [...profiles, ...usable.filter(({ profileId }) => profileId === null)];
}

function isLost({ profileId }: RuntimeSource, loss: Loss): boolean {
  return profileId !== null && profileId === loss.profileId;
}

function consequenceOf(before: ModelUse | null, after: ModelUse | null): Consequence {
  if (before === null) return after === null ? "idle" : "starts";
  if (after === null) return "stops";
  if (before.model !== after.model) return "model";
  return before.source.source === after.source.source ? "same" : "credential";
}
