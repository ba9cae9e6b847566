import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import type { StoredProfile } from "#lib/domain/auth-store.ts";
import { credentialEligibility } from "#lib/domain/credential-eligibility.ts";
import { normalizeAuthProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import { findProvider } from "#lib/domain/providers.ts";
import { shownName } from "#lib/openclaw/finding.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { isJsonObject } from "#lib/openclaw/own-member.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** OpenClaw warns this long before the end, in milliseconds, equality included. */
const EXPIRING_MS = 24 * 60 * 60 * 1000;

/** A monitoring system reads the first few; an answer stays small whatever a state dir holds. */
const FINDINGS_MAX = 500;

/** OpenClaw without a configured model uses one of this provider. */
const DEFAULT_PROVIDER = "anthropic";

export const CHECK_CODES = ["unreadable", "expired", "missing", "provider_missing", "expiring"] as const;

/**
 * - `expired`, `missing`, `expiring`: the status of a profile, as OpenClaw has it.
 * - `provider_missing`: a model in use has a provider without any credential.
 * - `unreadable`: the gateway's files do not tell, and `reason` is why.
 */
export type CheckFinding = {
  code: (typeof CHECK_CODES)[number];
  agentId: string | null;
  provider?: string;
  profileId?: string;
  expiresAtMs?: number;
  reason?: string;
};

export type Check = { exitCode: 0 | 1 | 2; findings: CheckFinding[]; findingsOmitted: number };

/**
 * The result of `models status --check` for every agent of a gateway, or for one: 1 when a credential is
 * expired or missing, else 2 when one ends within 24 hours, else 0. API keys, cooldowns and references
 * that do not resolve do not count. Files that cannot be read are 1, as the real command exits on them.
 *
 * Throws OperationError `agent_not_found`.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1 "--check".
 */
export function checkGateway(ctx: ViewContext, gateway: { stateDir: string }, agentId?: string): Check {
  return checkState(readGateway(gateway), ctx.nowMs, agentId);
}

export function checkState(state: GatewayState, nowMs: number, agentId?: string): Check {
  const wanted = agentId === undefined ? null : normalizeAgentId(agentId);
  const agents = state.agents.filter((agent) => wanted === null || agent.agentId === wanted);
  const reason = unreadableBecause(state);
  if (wanted !== null && agents.length === 0 && reason === null) {
    throw new OperationError("agent_not_found", { agentId: shownName(agentId ?? "") });
  }
  const found: CheckFinding[] =
    reason === null
      ? agents.flatMap((agent) => agentFindings(state, agent, nowMs))
      : [{ code: "unreadable", agentId: null, reason }];
  const worstFirst = CHECK_CODES.flatMap((code) => found.filter((finding) => finding.code === code));
  const findings = worstFirst.slice(0, FINDINGS_MAX);
  const isBad = found.some(({ code }) => code !== "expiring");
  return {
    exitCode: isBad ? 1 : found.length > 0 ? 2 : 0,
    findings,
    findingsOmitted: found.length - findings.length,
  };
}

export type ProfileStatus = "ok" | "expiring" | "expired" | "missing" | "static";

/** A profile's status in `models status`; `nowMs` in Unix milliseconds. Source: OpenClaw 2026.3.13, semantics §6.1. */
export function profileStatus(profile: StoredProfile, nowMs: number): ProfileStatus {
  if (profile.type === "api_key") return "static";
  const reason = profile.type === "token" ? credentialEligibility(profile, nowMs) : "ok";
  if (reason !== "ok") return reason === "expired" ? "expired" : "missing";
  const { expires, oauth } = profile;
  if (expires.kind !== "at") return profile.type === "token" ? "static" : "missing";
  if (expires.atMs - nowMs > EXPIRING_MS || oauth?.hasRefresh) return "ok";
  return nowMs >= expires.atMs ? "expired" : "expiring";
}

/** Why nothing can be said about a gateway, or null. OpenClaw refuses every command over such files. */
export function unreadableBecause(state: GatewayState): string | null {
  if (state.problem !== null) return state.problem;
  if (state.storage === "sqlite") return "newer_release";
  const { status, findings } = state.config;
  if (status === "ok" || status === "absent") return null;
  return findings.find((finding) => finding.severity === "error")?.code ?? "config_not_object";
}

function agentFindings(state: GatewayState, agent: AgentState, nowMs: number): CheckFinding[] {
  const { agentId } = agent;
  const findings: CheckFinding[] = [];
  if (isUnreadable(agent)) findings.push({ code: "unreadable", agentId, reason: agent.status });
  const withProfiles = new Set<string>();
  for (const profile of agent.effective.profiles.values()) {
    withProfiles.add(normalizeAuthProvider(profile.provider));
    const status = profileStatus(profile, nowMs);
    if (status === "ok" || status === "static") continue;
    const { expires } = profile;
    const reason = credentialEligibility(profile, nowMs);
    findings.push({
      code: status,
      agentId,
      provider: shownName(normalizeProvider(profile.provider)),
      profileId: shownName(profile.profileId),
      ...(expires.kind === "at" && { expiresAtMs: expires.atMs }),
      ...(status === "missing" && { reason: reason === "ok" ? "invalid_expires" : reason }),
    });
  }
  const missing = providersInUse(state, agentId).filter(
    (provider) =>
      !withProfiles.has(normalizeAuthProvider(provider)) &&
      !hasEnvironmentKey(state, provider) &&
      !hasConfigKey(state, provider),
  );
  return [
    ...findings,
    ...missing.map((provider): CheckFinding => {
      return { code: "provider_missing", agentId, provider: shownName(provider) };
    }),
  ];
}

/** OpenClaw takes a malformed store for an empty one; whoever watches it should know that it is not. */
export function isUnreadable({ effectiveIsCertain, status }: AgentState): boolean {
  return !effectiveIsCertain || status === "malformed" || status === "unreadable";
}

/** Providers of the default model, the image model and the fallbacks of both, for one agent. */
function providersInUse(state: GatewayState, agentId: string): string[] {
  const { document } = state.config;
  const list = document.get(["agents", "list"]);
  const entries = (Array.isArray(list) ? list : []).filter(isJsonObject);
  const own = modelChoice(
    entries.find((entry) => normalizeAgentId(String(entry.id ?? "")) === agentId)?.model,
  );
  const shared = modelChoice(document.get(["agents", "defaults", "model"]));
  const image = modelChoice(document.get(["agents", "defaults", "imageModel"]));
  const primary = own.primary ?? shared.primary;
  const references = [
    ...(own.fallbacks ?? shared.fallbacks ?? []),
    image.primary,
    ...(image.fallbacks ?? []),
  ];
  const first = primary === null ? builtInProvider(state) : providerOf(state, primary);
  const others = references.flatMap((model) => (model === null ? [] : [providerOf(state, model)]));
  return [...new Set([first, ...others])];
}

type ModelChoice = { primary: string | null; fallbacks: string[] | null };

/** A model in the config: its name, or an object with `primary` and `fallbacks`. */
function modelChoice(value: unknown): ModelChoice {
  if (typeof value === "string") return { primary: value.trim() || null, fallbacks: null };
  if (!isJsonObject(value)) return { primary: null, fallbacks: null };
  const { primary, fallbacks } = value;
  return {
    primary: typeof primary === "string" ? primary.trim() || null : null,
    fallbacks: Array.isArray(fallbacks) ? fallbacks.filter((item) => typeof item === "string") : null,
  };
}

/** `provider/model`, an alias of `agents.defaults.models`, or a bare name, which is one of the default provider's. */
function providerOf(state: GatewayState, model: string): string {
  const slash = model.indexOf("/");
  if (slash > 0) return normalizeProvider(model.slice(0, slash));
  const table = state.config.document.get(["agents", "defaults", "models"]);
  const wanted = model.trim().toLowerCase();
  const named = Object.entries(isJsonObject(table) ? table : {}).find(
    ([, entry]) =>
      isJsonObject(entry) &&
      String(entry.alias ?? "")
        .trim()
        .toLowerCase() === wanted,
  )?.[0];
  return named?.includes("/") ? normalizeProvider(named.slice(0, named.indexOf("/"))) : DEFAULT_PROVIDER;
}

/** Without a configured model: the default provider's, unless the config has only others. */
function builtInProvider(state: GatewayState): string {
  const names = configProviders(state).map(([name]) => normalizeProvider(name));
  return names.includes(DEFAULT_PROVIDER) ? DEFAULT_PROVIDER : (names[0] ?? DEFAULT_PROVIDER);
}

function configProviders(state: GatewayState): [string, unknown][] {
  const providers = state.config.document.get(["models", "providers"]);
  return isJsonObject(providers) ? Object.entries(providers) : [];
}

function hasEnvironmentKey(state: GatewayState, provider: string): boolean {
  return findProvider(provider)?.envVars.some((name) => isSet(state, name)) ?? false;
}

function isSet(state: GatewayState, name: string): boolean {
  return state.environment.some(
    (variable) => variable.wins && variable.name === name && !variable.value.isBlank(),
  );
}

/** A key of `models.providers`; the name of a known variable there stands for that variable's value. */
function hasConfigKey(state: GatewayState, provider: string): boolean {
  const entry = configProviders(state).find(([name]) => normalizeProvider(name) === provider)?.[1];
  const key = isJsonObject(entry) ? entry.apiKey : null;
  if (isJsonObject(key)) return true;
  if (typeof key !== "string" || key.trim() === "") return false;
  const isVariable = findProvider(provider)?.envVars.includes(key.trim()) ?? false;
  return !isVariable || isSet(state, key.trim());
}
