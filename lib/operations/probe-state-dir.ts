import { setMaxListeners } from "node:events";
import type { OutboundProxy } from "#lib/domain/outbound-proxy.ts";
import type { ProbeOutcome } from "#lib/domain/probe-document.ts";
import { NO_PAID_PROBES, type PaidProbes } from "#lib/domain/probe-ladder.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { type ProbeCandidate, stateCandidates } from "#lib/operations/probe-candidates.ts";
import {
  allowancesOf,
  type ProbeLimits,
  probeFacts,
  probeObstacle,
  stateOf,
} from "#lib/operations/probe-question.ts";
import { resolveCandidateRef } from "#lib/operations/probe-reference.ts";
import { OpenEndpoints } from "#lib/providers/open-endpoints.ts";
import { probeCredential } from "#lib/providers/probe-credential.ts";
import { runInTurns } from "#lib/providers/probe-queue.ts";

export type StateProbes = {
  agentId: string;
  provider?: string | undefined;
  profileIds?: readonly string[] | undefined;
  mayPay: boolean;
  /** The caller is the gateway's own user, so that commands its config names may be run. */
  mayRunCommands: boolean;
  atOnce: number;
  limits: ProbeLimits;
  proxy: OutboundProxy | null;
  signal: AbortSignal;
  nowMs: number;
  /** Told after each result how many there are, of how many. */
  onProgress?: (done: number, total: number) => void;
};

/**
 * Probes the credentials of one agent of a state dir, without a vault, a database or a server, and writes nothing
 * anywhere. Results come in the order they were found in.
 */
export async function probeStateDir(state: GatewayState, options: StateProbes): Promise<ProbeOutcome[]> {
  const { agentId, provider, profileIds, nowMs, atOnce, signal, onProgress } = options;
  const candidates = stateCandidates(state, { agentId, provider, profileIds }, nowMs);
  const outcomes = new Map<ProbeCandidate, ProbeOutcome>();
  const shared = { ...options, openEndpoints: new OpenEndpoints() };
  // Every request under way listens to it.
  setMaxListeners(0, signal);
  const probe = async (candidate: ProbeCandidate) => {
    outcomes.set(candidate, { ...factsOf(candidate), ...(await resultOf(candidate, state, shared)) });
    onProgress?.(outcomes.size, candidates.length);
  };
  await runInTurns(candidates, (candidate) => candidate.provider, probe, { atOnce, signal });
  return candidates.flatMap((candidate) => outcomes.get(candidate) ?? []);
}

type Result = Pick<ProbeOutcome, "status" | "reason" | "latencyMs" | "message">;
type Shared = StateProbes & { openEndpoints: OpenEndpoints };

/** Whoever says so on the command line pays for it; the command's own limit is how many credentials there are. */
const UNLIMITED: PaidProbes = { isAllowed: true, requestsLeft: 1000, centsLeft: 1000 };

async function resultOf(candidate: ProbeCandidate, state: GatewayState, options: Shared): Promise<Result> {
  const { mayPay, limits, proxy, signal, openEndpoints } = options;
  const nowMs = Date.now();
  const obstacle = probeObstacle(candidate, null, nowMs);
  if (obstacle !== null) return skipped(obstacle);
  const found = await secretOf(candidate, state, options);
  if (typeof found === "string") return skipped(found);
  const paid = mayPay ? UNLIMITED : NO_PAID_PROBES;
  const allowances = allowancesOf(candidate, null);
  const settings = { ...limits, allowances, proxy, signal, nowMs, openEndpoints };
  const result = await probeCredential(probeFacts(candidate, paid), found, settings);
  const { reasonCode, latencyMs, message } = result;
  return { status: stateOf(result), reason: reasonCode, latencyMs, message };
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
  return { status: "skipped", reason, latencyMs: null, message: null };
}
