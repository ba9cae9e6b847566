import { MAIN_AGENT_ID, normalizeAgentId } from "#lib/domain/agent-id.ts";
import { type AskedProblem, askedProblems } from "#lib/domain/asked-check.ts";
import { expirableProfiles, modelsStatus } from "#lib/domain/models-status.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { isUnreadable } from "#lib/openclaw/agent-states.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { shownName } from "#lib/openclaw/finding.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { statusFacts } from "#lib/openclaw/status-facts.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/** A monitoring system reads the first few; an answer stays small whatever a state dir holds. */
const FINDINGS_MAX = 500;

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
  return checkState(readUnchangedGateway(gateway), ctx.nowMs, agentId);
}

export function checkState(state: GatewayState, nowMs: number, agentId?: string): Check {
  const reason = unreadableBecause(state);
  const known = knownAgents(state);
  const wanted = agentId === undefined ? known : known.filter((id) => idOf(id) === normalizeAgentId(agentId));
  if (wanted.length === 0 && reason === null) {
    throw new OperationError("agent_not_found", { agentId: shownName(agentId ?? "") });
  }
  const found: CheckFinding[] =
    reason === null
      ? wanted.flatMap((id) => agentFindings(state, id, nowMs))
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

/** The agents OpenClaw knows: those of the config, and main's directory, from which the others inherit. */
function knownAgents({ agents, observation }: GatewayState): (string | null)[] {
  const listed = agents.filter(({ origin }) => origin === "config").map((agent) => agent.agentId);
  if (observation !== null) return listed;
  return listed.includes(MAIN_AGENT_ID) ? listed : [null, ...listed];
}

const idOf = (agentId: string | null) => agentId ?? MAIN_AGENT_ID;

/** Why nothing can be said about a gateway, or null. OpenClaw refuses every command over such files. */
export function unreadableBecause(state: GatewayState): string | null {
  if (state.problem !== null) return state.problem;
  if (!isKnown(state)) return "not_asked";
  const { status, findings } = state.config;
  if (status === "ok" || status === "absent") return null;
  return findings.find((finding) => finding.severity === "error")?.code ?? "config_not_object";
}

/** What `models status --check` of one agent counts. Null is main's directory where the config does not list main. */
function agentFindings(state: GatewayState, asked: string | null, nowMs: number): CheckFinding[] {
  const told = state.observation?.agents.find(({ agentId }) => agentId === asked);
  if (told) return askedProblems(told, nowMs).map((problem) => askedFinding(told.agentId, problem));
  const reading = statusFacts(state, asked, nowMs);
  if (!reading.ok) return [];
  const { agent, facts } = reading;
  const agentId = asked ?? MAIN_AGENT_ID;
  const { auth } = modelsStatus(facts);
  const findings: CheckFinding[] = [];
  if (isUnreadable(agent)) findings.push({ code: "unreadable", agentId, reason: agent.status });
  for (const profile of expirableProfiles(auth.oauth.profiles)) {
    const { status, provider, profileId, reasonCode } = profile;
    if (status === "ok" || status === "static") continue;
    const expires = agent.effective.profiles.get(profileId)?.expires;
    findings.push({
      code: status,
      agentId,
      provider: shownName(normalizeProvider(provider)),
      profileId: shownName(profileId),
      ...(expires?.kind === "at" && { expiresAtMs: expires.atMs }),
      ...(status === "missing" && { reason: reasonCode ?? "invalid_expires" }),
    });
  }
  for (const provider of auth.missingProvidersInUse) {
    findings.push({ code: "provider_missing", agentId, provider: shownName(provider) });
  }
  return findings;
}

function askedFinding(agentId: string, { code, provider, profile }: AskedProblem): CheckFinding {
  if (profile === null) return { code, agentId, provider: shownName(provider) };
  return {
    code,
    agentId,
    provider: shownName(provider),
    profileId: shownName(profile.profileId),
    ...(profile.expiresAtMs !== null && { expiresAtMs: profile.expiresAtMs }),
    ...(code === "missing" && { reason: "missing_credential" }),
  };
}
