import { NO_CHANGE, type Tx } from "#db/mutate.ts";
import { type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { listAllowed, listProbePolicies, type ProbePolicyRow } from "#db/repositories/probe-policies.ts";
import { findRunningSchedule } from "#db/repositories/probe-sweeps.ts";
import { deleteSweepsBefore, listCredentialProbes } from "#db/repositories/probes.ts";
import { nextProbeAtMs } from "#lib/domain/probe-schedule.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { type ProbeCandidate, probeCandidates } from "#lib/operations/probe-candidates.ts";
import { probeObstacle } from "#lib/operations/probe-question.ts";
import { interruptLapsed, planSweep, type StartedProbes } from "#lib/operations/start-probes.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long results are kept, in days. */
const RETENTION_DAYS = 90;

/** As many results as the back-off can tell apart. */
const RESULTS_MAX = 12;

/** Of the schedule no more than this at a time; the rest is due a minute later still. */
const DUE_MAX = 100;

/**
 * Plans a sweep of what is due by the providers' policies, for `runProbes`; null when nothing is, or when a scheduled
 * sweep runs, in this process or another. Forgets old results and ends sweeps whose process is gone on the way.
 */
export function scheduleProbes(ctx: OperationContext): StartedProbes | null {
  authorise(ctx.actor, "probe:manage");
  tidy(ctx);
  const policies = listProbePolicies(ctx.db.reader).filter(({ intervalMinutes }) => intervalMinutes !== null);
  if (policies.length === 0) return null;
  const due = listGateways(ctx.db.reader)
    .flatMap((gateway) => policies.flatMap((policy) => dueOf(ctx, gateway, policy)))
    .slice(0, DUE_MAX);
  if (due.length === 0) return null;
  return mutate(ctx, (tx) => {
    if (findRunningSchedule(tx)) return { result: null, audit: NO_CHANGE };
    return planSweep(tx, ctx, { origin: "schedule", scope: {}, targets: due });
  });
}

function tidy(ctx: OperationContext): void {
  mutate(ctx, (tx: Tx) => {
    const interrupted = interruptLapsed(tx, ctx.nowMs);
    const forgotten = deleteSweepsBefore(tx, ctx.nowMs - RETENTION_DAYS * DAY_MS);
    const audit = { event: "probe.tidied", subject: "probes", details: { interrupted, forgotten } };
    return { result: null, audit: interrupted + forgotten > 0 ? audit : NO_CHANGE };
  });
}

function dueOf(ctx: OperationContext, gateway: GatewayRow, policy: ProbePolicyRow): ProbeCandidate[] {
  const { reader } = ctx.db;
  const { candidates } = probeCandidates(reader, gateway, { provider: policy.provider }, ctx.nowMs);
  const servers = new Set(listAllowed(reader, "server"));
  return candidates.filter((candidate) => {
    if (probeObstacle(candidate, servers, ctx.nowMs) !== null) return false;
    const { gatewayId, agentId, provider, source, profileId } = candidate;
    const atMs = nextProbeAtMs({
      key: [gatewayId, agentId, provider, source, profileId].join("\0"),
      intervalMs: (policy.intervalMinutes ?? 0) * MINUTE_MS,
      sinceMs: policy.changedAtMs,
      fingerprint: fingerprintOf(ctx, candidate),
      results: listCredentialProbes(reader, candidate, RESULTS_MAX).flatMap((row) =>
        row.status !== null && row.finishedAtMs !== null
          ? [{ status: row.status, finishedAtMs: row.finishedAtMs, fingerprint: row.fingerprint }]
          : [],
      ),
    });
    return atMs !== null && atMs <= ctx.nowMs;
  });
}

function fingerprintOf(ctx: OperationContext, { secret }: ProbeCandidate): string | null {
  if (secret.kind === "vault") return secret.row.fingerprint;
  return secret.kind === "text" ? ctx.sealer.fingerprint(secret.secret) : null;
}
