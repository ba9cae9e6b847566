import type { ProbeOutcome } from "#lib/domain/probe-document.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { type ProbeCandidate, stateCandidates } from "#lib/operations/probe-candidates.ts";
import { probeObstacle } from "#lib/operations/probe-obstacle.ts";
import { resolveCandidateRef } from "#lib/operations/probe-reference.ts";
import { type AskProvider, askProvider, type ProbeLimits } from "#lib/providers/ask-provider.ts";
import { runInTurns } from "#lib/providers/probe-queue.ts";

export type StateProbes = {
  agentId: string;
  provider?: string | undefined;
  profileIds?: readonly string[] | undefined;
  mayPay: boolean;
  /** `host:port` of servers that are not a provider's own. */
  allowedServers: ReadonlySet<string>;
  /** The caller is the gateway's own user, so that commands its config names may be run. */
  mayRunCommands: boolean;
  atOnce: number;
  limits: ProbeLimits;
  signal: AbortSignal;
  nowMs: number;
  /** Told after each result how many there are, of how many. */
  onProgress?: (done: number, total: number) => void;
  ask?: AskProvider;
};

/**
 * Probes the credentials of one agent of a state dir, without a vault, a database or a server, and writes nothing
 * anywhere. Results come in the order they were found in.
 */
export async function probeStateDir(state: GatewayState, options: StateProbes): Promise<ProbeOutcome[]> {
  const { agentId, provider, profileIds, nowMs, atOnce, signal, onProgress } = options;
  const candidates = stateCandidates(state, { agentId, provider, profileIds }, nowMs);
  const outcomes = new Map<ProbeCandidate, ProbeOutcome>();
  const probe = async (candidate: ProbeCandidate) => {
    outcomes.set(candidate, { ...factsOf(candidate), ...(await resultOf(candidate, state, options)) });
    onProgress?.(outcomes.size, candidates.length);
  };
  await runInTurns(candidates, (candidate) => candidate.provider, probe, { atOnce, signal });
  return candidates.flatMap((candidate) => outcomes.get(candidate) ?? []);
}

type Result = Pick<ProbeOutcome, "status" | "reason" | "latencyMs">;

async function resultOf(
  candidate: ProbeCandidate,
  state: GatewayState,
  options: StateProbes,
): Promise<Result> {
  const obstacle = probeObstacle(candidate);
  if (obstacle !== null) return skipped(obstacle);
  const found = await secretOf(candidate, state, options);
  if (typeof found === "string") return skipped(found);
  const { ask = askProvider, mayPay, allowedServers, limits, signal } = options;
  return await ask({ ...candidate, secret: found, mayPay, allowedServers, limits, signal });
}

async function secretOf(
  { secret }: ProbeCandidate,
  state: GatewayState,
  { mayRunCommands }: StateProbes,
): Promise<SecretText | string> {
  if (secret.kind === "text") return secret.secret;
  if (secret.kind !== "ref") return "missing_credential";
  const outcome = await resolveCandidateRef(secret.ref, state, mayRunCommands ? "all" : new Set());
  return outcome.ok ? outcome.value : outcome.reason;
}

function factsOf({ provider, source, profileId, type, model }: ProbeCandidate) {
  return { provider, source, profileId, type, model };
}

function skipped(reason: string): Result {
  return { status: "skipped", reason, latencyMs: null };
}
