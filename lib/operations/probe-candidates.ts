import type { Reader } from "#db/client.ts";
import type { GatewayRow } from "#db/repositories/gateways.ts";
import type { ProfileRow } from "#db/repositories/profiles.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import { readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import type { ConfigProfile } from "#lib/domain/credential-eligibility.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { environmentKey } from "#lib/domain/environment-key.ts";
import { modelsInUse, parseModelRef } from "#lib/domain/model-ref.ts";
import { probeEndpoint } from "#lib/domain/probe-endpoint.ts";
import type { ProbeScope, ProbeTarget } from "#lib/domain/probe-facts.ts";
import type { ProfileOrderRow } from "#lib/domain/profile-order-rows.ts";
import { effectiveStores } from "#lib/domain/projected-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { configuredProvider, usableConfigKey } from "#lib/domain/provider-key.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { type GatewayCell, gatewayCells } from "#lib/openclaw/gateway-cells.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";

/** Where a credential's secret is. A `vault` one is opened by its row when its turn comes. */
export type SecretPlace =
  | { kind: "vault"; row: ProfileRow }
  | { kind: "text"; secret: SecretText }
  | { kind: "ref"; ref: SecretRef }
  | { kind: "none" };

/** One credential that a sweep is about, with everything that decides whether and how its provider is asked. */
export type ProbeCandidate = ProbeTarget & {
  /** The stored profile; null for the key of the environment or of the config. */
  profile: StoredProfile | null;
  order: ProfileOrderRow | null;
  secret: SecretPlace;
  /** The profile's entry of `auth.profiles`. */
  configEntry: ConfigProfile | null;
  /** Its gateway is the demo, of which nothing is sent anywhere. */
  isDemo: boolean;
  /** Where its provider is asked, with what the gateway's config says of it. */
  endpoint: ReturnType<typeof probeEndpoint>;
};

export type CandidateReading = { state: GatewayState; candidates: ProbeCandidate[] };

/**
 * The credentials of a gateway that fit a scope, as they will be once everything wanted is published: what is in the
 * vault and not yet on the gateway can be tried before it gets there.
 */
export function probeCandidates(
  db: Reader,
  gateway: GatewayRow,
  scope: ProbeScope,
  nowMs: number,
): CandidateReading {
  const read = readGateway(gateway);
  const wanted = readWantedState(db, gateway.id);
  const state = projected(read, effectiveStores(read, wanted));
  const held = new Map(
    wanted.rows.filter((row) => row.removedAtMs === null).map((row) => [keyOf(row), row] as const),
  );
  return { state, candidates: stateCandidates(state, scope, nowMs, { gatewayId: gateway.id, held }) };
}

/**
 * The same for a state dir as it is. A profile that an agent has through main is main's, and comes once. The
 * environment and the config count for a provider without profiles, as in OpenClaw's own probes (semantics §6.2).
 */
export function stateCandidates(
  state: GatewayState,
  scope: ProbeScope,
  nowMs: number,
  { gatewayId, held }: Known = { gatewayId: "", held: new Map() },
): ProbeCandidate[] {
  const cells = gatewayCells(state, nowMs, { agentId: scope.agentId, provider: scope.provider });
  const candidates = cells
    .flatMap((cell) => cellCandidates(cell, { gatewayId, state, held }))
    .filter(({ profileId }) => isAsked(profileId, scope))
    // What another host keeps cannot be tried from here.
    .filter(({ secret }) => state.reported === null || secret.kind === "vault");
  return onceEach(candidates);
}

/** Names the credential that a target is about, within its gateway. */
export function targetKey(
  target: Pick<ProbeTarget, "agentId" | "provider" | "source" | "profileId">,
): string {
  return JSON.stringify([target.agentId, target.provider, target.source, target.profileId]);
}

export function byTarget(candidates: readonly ProbeCandidate[]): ReadonlyMap<string, ProbeCandidate> {
  return new Map(candidates.map((each) => [targetKey(each), each]));
}

/** What the console knows beyond the state dir. */
type Known = { gatewayId: string; held: ReadonlyMap<string, ProfileRow> };

function isAsked(profileId: string | null, { profileIds }: ProbeScope): boolean {
  return profileIds === undefined || (profileId !== null && profileIds.includes(profileId));
}

function onceEach(candidates: ProbeCandidate[]): ProbeCandidate[] {
  const found = new Map<string, ProbeCandidate>();
  for (const candidate of candidates) {
    const { agentId, provider, source, profileId } = candidate;
    const owner = source === "profile" ? agentId : "";
    const key = JSON.stringify([owner, normalizeProvider(provider), source, profileId]);
    if (!found.has(key)) found.set(key, candidate);
  }
  return [...found.values()];
}

type Beside = Known & { state: GatewayState };

function cellCandidates(cell: GatewayCell, beside: Beside): ProbeCandidate[] {
  const { evaluation, facts } = cell;
  const rows = evaluation.rows.flatMap((row) => {
    const profile = facts.store.profiles.get(row.profileId);
    return profile ? [profileCandidate(cell, profile, row, beside)] : [];
  });
  return rows.length > 0 ? rows : keyCandidates(cell, beside);
}

function profileCandidate(
  cell: GatewayCell,
  profile: StoredProfile,
  order: ProfileOrderRow,
  beside: Beside,
): ProbeCandidate {
  const { profileId } = profile;
  const agentId = ownerOf(cell.agent, profileId, beside);
  const row = beside.held.get(keyOf({ agentId, profileId }));
  return {
    ...common(cell, beside),
    agentId,
    source: "profile",
    profileId,
    type: profile.type,
    profile,
    configEntry: cell.facts.auth.profiles.get(profileId) ?? null,
    order,
    secret: row?.source === "vault" ? { kind: "vault", row } : storedSecret(profile),
  };
}

/** The key that a run would take, were there no profiles at all: the environment's, else the config's. */
function keyCandidates(cell: GatewayCell, beside: Beside): ProbeCandidate[] {
  const { provider, facts } = cell;
  const none = { profileId: null, type: "api_key", profile: null, order: null, configEntry: null } as const;
  const env = environmentKey(provider, facts.environment);
  if (env?.value) {
    return [{ ...common(cell, beside), ...none, source: "env", secret: { kind: "text", secret: env.value } }];
  }
  const key = usableConfigKey(facts.models, provider, facts.environment);
  const written = configuredProvider(facts.models, provider)?.key;
  const secret: SecretPlace | null = key
    ? { kind: "text", secret: key.key }
    : written?.kind === "ref"
      ? { kind: "ref", ref: written.ref }
      : null;
  return secret ? [{ ...common(cell, beside), ...none, source: "models.json", secret }] : [];
}

function common(cell: GatewayCell, { gatewayId, state }: Beside) {
  const { provider, agent, facts } = cell;
  const configured = configuredProvider(facts.models, provider);
  return {
    gatewayId,
    agentId: agent.agentId,
    provider,
    isDemo: isDemoStateDir(state.stateDir),
    endpoint: probeEndpoint(provider, configured),
    model: modelFor(cell) ?? configured?.firstModelId ?? null,
  };
}

/**
 * The first of the models in use. Where none of them is this provider's, the first that the config lists for it is
 * asked; what OpenClaw's own catalog has besides is not known here.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.2 "Model".
 */
function modelFor({ provider, agent, facts }: GatewayCell): string | null {
  const { defaultModel, fallbacks, imageModel, imageFallbacks, allowed } = modelsInUse(
    facts.models,
    agent.agentId,
  );
  const named = [defaultModel, ...fallbacks, imageModel ?? "", ...imageFallbacks, ...allowed];
  const refs = named.flatMap((text) => parseModelRef(text) ?? []);
  return refs.find((ref) => normalizeProvider(ref.provider) === provider)?.model ?? null;
}

function storedSecret(profile: StoredProfile): SecretPlace {
  const { ref } = profile;
  const inline = readableInline(profile);
  if (inline) return { kind: "text", secret: inline };
  return ref ? { kind: "ref", ref } : { kind: "none" };
}

/** The agent whose own file has a profile, or will have it; another agent has it through main. */
function ownerOf(agent: AgentState, profileId: string, { state, held }: Beside): string {
  const isOwn = agent.store?.profiles.has(profileId) || held.has(keyOf({ ...agent, profileId }));
  return isOwn ? agent.agentId : (state.mainDir?.agentId ?? agent.agentId);
}

function projected(state: GatewayState, stores: ReadonlyMap<string, AgentState["effective"]>): GatewayState {
  const withStore = (agent: AgentState): AgentState => ({
    ...agent,
    effective: stores.get(agent.agentId) ?? agent.effective,
  });
  return {
    ...state,
    agents: state.agents.map(withStore),
    mainDir: state.mainDir && withStore(state.mainDir),
  };
}

function keyOf({ agentId, profileId }: { agentId: string; profileId: string }): string {
  return `${agentId}\0${profileId}`;
}
