import path from "node:path";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import {
  type AuthStore,
  HELD_BY_GATEWAY,
  type StoredProfile,
  type UsageStats,
} from "#lib/domain/auth-store.ts";
import type {
  AgentObservation,
  GatewayObservation,
  ProfileObservation,
} from "#lib/domain/gateway-observation.ts";
import { CLAWKEEP_PROVIDER } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import type { GatewayConfig } from "#lib/openclaw/config-file.ts";
import type { FindingCode } from "#lib/openclaw/finding.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { isJsonObject, textMember } from "#lib/openclaw/own-member.ts";
import { AGENT_DATABASE } from "#lib/openclaw/sqlite-stores.ts";

/** Rules of 2026.3.13 about its config: another release has others, and says so itself when it is asked. */
const RULES: readonly FindingCode[] = ["config_unknown_key", "config_invalid_value"];

/** False for a gateway that keeps its credentials in databases and was never asked what it has. */
export function isKnown({ storage, observation }: Pick<GatewayState, "storage" | "observation">): boolean {
  return storage !== "sqlite" || observation !== null;
}

/**
 * A state dir whose credentials are in a newer release's databases: its config is judged by nobody here, and its
 * agents are those which the gateway named when it was asked. Any other stays as it was read.
 */
export function asNewerRelease(
  state: GatewayState,
  observation: GatewayObservation | null = null,
): GatewayState {
  const { config, storage } = state;
  if (storage !== "sqlite") return state;
  const broken = config.findings.filter(({ code }) => RULES.includes(code));
  const isJudged = config.status === "invalid" && broken.length > 0;
  const read: GatewayState = {
    ...state,
    observation,
    config: {
      ...config,
      status: isJudged ? "ok" : config.status,
      findings: config.findings.filter((each) => !broken.includes(each)),
    },
    findings: state.findings.filter((each) => !broken.includes(each)),
  };
  return observation === null ? read : { ...read, ...askedAgents(read, observation) };
}

function askedAgents(
  { config }: GatewayState,
  observation: GatewayObservation,
): Pick<GatewayState, "agents" | "mainDir" | "defaultAgentId" | "mainStorePath"> {
  const agents = observation.agents.map((agent) => askedAgent(agent, config));
  return {
    agents,
    mainDir: agents.find(({ agentId }) => agentId === MAIN_AGENT_ID) ?? null,
    defaultAgentId: agents.find(({ isDefault }) => isDefault)?.agentId ?? MAIN_AGENT_ID,
    mainStorePath: null,
  };
}

/** `store` is all that the agent works with: it says itself what it reads through from the shared store. */
function askedAgent(observed: AgentObservation, config: GatewayConfig): AgentState {
  const { agentId, agentDir, isDefault } = observed;
  const store = askedStore(observed, config);
  const references = observed.profiles.flatMap(({ profileId, ref }) =>
    ref ? [[profileId, `${ref.source}:${ref.id}`] as const] : [],
  );
  return {
    agentId,
    name: null,
    origin: "config",
    isDefault,
    agentDir,
    hasOwnAgentDir: false,
    storePath: path.join(agentDir, AGENT_DATABASE),
    status: "ok",
    store,
    document: null,
    file: null,
    unknownTopLevel: [],
    refLabels: new Map(references),
    effective: store,
    effectiveIsCertain: true,
    inheritsFromMain: false,
    legacyFiles: [],
  };
}

function askedStore({ profiles, orders }: AgentObservation, config: GatewayConfig): AuthStore {
  return {
    profiles: new Map(profiles.map((profile) => [profile.profileId, askedProfile(profile, config)])),
    order: new Map(Object.entries(orders)),
    lastGood: new Map(),
    usageStats: new Map(profiles.flatMap((profile) => usageOf(profile))),
    ignored: [],
  };
}

function askedProfile({ profileId, provider, type, ...told }: ProfileObservation, config: GatewayConfig) {
  const isOauth = type === "oauth";
  const profile: StoredProfile = {
    profileId,
    provider,
    type,
    inline: told.ref === null && !isOauth ? HELD_BY_GATEWAY : null,
    ref: told.ref && { ...told.ref, provider: aliasOf(told.ref, config) },
    expires: told.expiresAtMs === null ? { kind: "absent" } : { kind: "at", atMs: told.expiresAtMs },
    email: null,
    metadata: null,
    oauth: isOauth ? { hasAccess: true, hasRefresh: told.status !== "missing", accountId: null } : null,
  };
  return profile;
}

/** OpenClaw does not tell the alias. Ours, where the config has it; else one of the same source. */
function aliasOf({ source }: Pick<SecretRef, "source">, config: GatewayConfig): string {
  const configured = config.document.get(["secrets", "providers"]);
  const providers = isJsonObject(configured) ? configured : {};
  const fitting = Object.entries(providers)
    .filter(([, provider]) => isJsonObject(provider) && textMember(provider, "source") === source)
    .map(([alias]) => alias);
  if (source === "exec" && fitting.includes(CLAWKEEP_PROVIDER)) return CLAWKEEP_PROVIDER;
  return fitting[0] ?? "default";
}

function usageOf({ profileId, unusable }: ProfileObservation): [string, UsageStats][] {
  if (unusable === null) return [];
  const { kind, reason, untilMs } = unusable;
  if (kind === "cooldown") return [[profileId, { cooldownUntil: untilMs }]];
  return [[profileId, { disabledUntil: untilMs, ...(reason !== null && { disabledReason: reason }) }]];
}
