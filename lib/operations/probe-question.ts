import type { Allowance } from "#lib/domain/outbound-rule.ts";
import type { ProbeState, SweepReason } from "#lib/domain/probe-facts.ts";
import { NO_PAID_PROBES, nextProbeStep, type PaidProbes, type ProbeFacts } from "#lib/domain/probe-ladder.ts";
import { isOwnServer, serverOf } from "#lib/domain/probe-server.ts";
import type { ProbeReason } from "#lib/domain/probe-verdict.ts";
import type { ProbeCandidate } from "#lib/operations/probe-candidates.ts";
import type { ProbeResult } from "#lib/providers/probe-credential.ts";

/** How long one credential may take, and how many tokens a completion may have. */
export type ProbeLimits = { deadlineMs?: number; tokensMax?: number };

/** What the ladder of a probe decides from. */
export function probeFacts(candidate: ProbeCandidate, paid: PaidProbes): ProbeFacts {
  const { provider, profile, order, configEntry, endpoint, model } = candidate;
  const isExcluded = order?.excludedBy != null && order.excludedBy !== "ineligible";
  return { provider, profile, configEntry, isExcluded, isUnresolved: false, endpoint, model, paid };
}

/**
 * Why a credential is not worth a request, known before its secret is looked at; null when it is. `allowedServers` are
 * `host:port` texts; null allows whatever server the config names, for a person who stands for the gateway's own user.
 */
export function probeObstacle(
  candidate: ProbeCandidate,
  allowedServers: ReadonlySet<string> | null,
  nowMs: number,
): ProbeReason | SweepReason | null {
  const step = nextProbeStep(probeFacts(candidate, NO_PAID_PROBES), null, nowMs);
  if (step.kind === "done") return step.verdict.reasonCode ?? "ineligible_profile";
  if (candidate.secret.kind === "none") return "missing_credential";
  if (candidate.isDemo) return "demo_gateway";
  const { provider, endpoint } = candidate;
  if (!endpoint.canProbe || allowedServers === null || isOwnServer(provider, endpoint.baseUrl)) return null;
  return allowedServers.has(serverOf(endpoint.baseUrl) ?? "") ? null : "server_not_allowed";
}

/** The guarded client's own form of allowed servers, with the config's own where the caller may go there. */
export function allowancesOf(
  { endpoint }: ProbeCandidate,
  allowedServers: ReadonlySet<string> | null,
): Allowance[] {
  const configured = endpoint.canProbe ? serverOf(endpoint.baseUrl) : null;
  const servers = allowedServers ?? (configured === null ? [] : [configured]);
  return allowancesFrom([...servers]);
}

/** What an admin opened, from its `host:port` texts. */
export function allowancesFrom(servers: readonly string[]): Allowance[] {
  return servers.map((server) => {
    const at = server.lastIndexOf(":");
    return { host: server.slice(0, at), port: Number(server.slice(at + 1)) };
  });
}

/** How a result is shown and kept: one for which nothing was sent is `skipped`, whatever OpenClaw calls it. */
export function stateOf({ kind, status }: Pick<ProbeResult, "kind" | "status">): ProbeState {
  return kind === "none" ? "skipped" : status;
}
