import { z } from "zod";
import type { Tx } from "#db/mutate.ts";
import { listGateways } from "#db/repositories/gateways.ts";
import { insertSweep, listLapsedSweeps, updateRunningSweep } from "#db/repositories/probe-sweeps.ts";
import { insertProbes } from "#db/repositories/probes.ts";
import { actorName } from "#lib/domain/actor.ts";
import type { ProbeScope, ProbeTarget } from "#lib/domain/probe-facts.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { AgentId, GatewayId } from "#lib/operations/credential-input.ts";
import { requireGateway } from "#lib/operations/gateway-state.ts";
import { newId } from "#lib/operations/new-id.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { probeCandidates } from "#lib/operations/probe-candidates.ts";

/** More are refused rather than cut: nobody reads a thousand results, and the providers would notice. */
const PROBES_MAX = 1000;

/** How long a sweep counts as running after its process last said so, in milliseconds. */
export const LEASE_MS = 15_000;

export const StartProbesInput = z.strictObject({
  gatewayId: GatewayId.optional(),
  agentId: AgentId.optional(),
  provider: z.string().trim().min(1, "required").max(128, "too_long").optional(),
  profileIds: z
    .array(z.string().min(1, "required").max(512, "too_long"))
    .min(1, "required")
    .max(100, "too_long")
    .optional(),
});
export type StartProbesInput = z.output<typeof StartProbesInput>;

export type StartedProbes = { sweepId: string; total: number };

/**
 * Plans a sweep: which credentials it is about. Nobody is asked anything yet; `runProbes` does that, in this process,
 * and has to be called soon, because the sweep counts as given up when its lease lapses.
 */
export function startProbes(ctx: WriteContext, input: StartProbesInput): StartedProbes {
  authorise(ctx.actor, "probe:manage");
  const { reader } = ctx.db;
  const { gatewayId } = input;
  const gateways = gatewayId === undefined ? listGateways(reader) : [requireGateway(reader, gatewayId)];
  const targets = gateways.flatMap(
    (gateway) => probeCandidates(reader, gateway, input, ctx.nowMs).candidates,
  );
  return mutate(ctx, (tx) => ({
    ...planSweep(tx, ctx, { origin: "person", scope: input, targets }),
  }));
}

/** Writes a sweep and its probes; the caller's transaction carries the audit entry that comes back. */
export function planSweep(
  tx: Tx,
  ctx: WriteContext,
  {
    origin,
    scope,
    targets,
  }: { origin: "person" | "schedule"; scope: ProbeScope; targets: readonly ProbeTarget[] },
) {
  if (targets.length === 0) throw new OperationError("nothing_to_probe");
  if (targets.length > PROBES_MAX)
    throw new OperationError("too_many_probes", { count: targets.length, max: PROBES_MAX });
  interruptLapsed(tx, ctx.nowMs);
  const sweepId = newId("probe");
  insertSweep(tx, {
    id: sweepId,
    origin,
    scope,
    state: "running",
    startedBy: actorName(ctx.actor),
    startedAtMs: ctx.nowMs,
    leaseUntilMs: ctx.nowMs + LEASE_MS,
  });
  insertProbes(
    tx,
    sweepId,
    targets.map(({ gatewayId, agentId, provider, source, profileId, type, model }) => ({
      ...{ gatewayId, agentId, provider, source, profileId, type, model },
    })),
  );
  const credentials = targets.map(({ gatewayId, agentId, provider, profileId }) =>
    [gatewayId, agentId, profileId ?? provider].join(" "),
  );
  return {
    result: { sweepId, total: targets.length },
    audit: { event: "probe.started", subject: sweepId, details: { origin, ...scope, credentials } },
  };
}

/** A sweep whose process is gone is over; what it did not get to stays without a result. */
export function interruptLapsed(tx: Tx, nowMs: number): number {
  const lapsed = listLapsedSweeps(tx, nowMs);
  for (const { id } of lapsed) updateRunningSweep(tx, id, { state: "interrupted", finishedAtMs: nowMs });
  return lapsed.length;
}
