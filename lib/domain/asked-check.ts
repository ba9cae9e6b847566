import { WARN_AFTER_MS } from "#lib/domain/credential-health.ts";
import type { AgentObservation, ProfileObservation } from "#lib/domain/gateway-observation.ts";
import { providersOf } from "#lib/domain/model-ref.ts";
import type { CheckCode } from "#lib/domain/models-status.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";

export type AskedProblem = {
  code: "expired" | "missing" | "expiring" | "provider_missing";
  provider: string;
  profile: ProfileObservation | null;
};

/**
 * What `models status --check` of a 2026.9 gateway counts: only what the agent's models would use, each provider's first
 * profile. 2026.3.13 counts every stored profile. Tokens go on ending after the gateway was asked.
 *
 * Source: OpenClaw 2026.9.6, `checkStatus` of `modelsStatusCommand`.
 */
export function askedProblems(agent: AgentObservation, nowMs: number): AskedProblem[] {
  const missing = new Set(agent.missingProviders.map(normalizeProvider));
  const inUse = providersOf([agent.model, ...agent.fallbacks]).map(normalizeProvider);
  return [...new Set([...inUse, ...missing])].flatMap((provider): AskedProblem[] => {
    if (missing.has(provider)) return [{ code: "provider_missing", provider, profile: null }];
    const [first] = effectiveOf(agent, provider);
    const profile = agent.profiles.find(({ profileId }) => profileId === first);
    const code = profile ? problemOf(profile, nowMs) : null;
    return profile && code ? [{ code, provider, profile }] : [];
  });
}

/** The exit code of that check: 1 when something is expired or missing, else 2 when something ends within a day. */
export function askedCheckCode(problems: readonly AskedProblem[]): CheckCode {
  if (problems.some(({ code }) => code !== "expiring")) return 1;
  return problems.length > 0 ? 2 : 0;
}

function effectiveOf({ effective }: AgentObservation, provider: string): string[] {
  const found = Object.entries(effective).find(([name]) => normalizeProvider(name) === provider);
  return found?.[1] ?? [];
}

function problemOf(
  { type, status, expiresAtMs }: ProfileObservation,
  nowMs: number,
): AskedProblem["code"] | null {
  if (status === "expired" || status === "missing") return status;
  if (type !== "token" || expiresAtMs === null) return status === "expiring" ? "expiring" : null;
  if (expiresAtMs <= nowMs) return "expired";
  return expiresAtMs - nowMs <= WARN_AFTER_MS ? "expiring" : null;
}
