import { findSweep, updateRunningSweep } from "#db/repositories/probe-sweeps.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** Asks the process that runs a sweep to stop; it looks every second. What it has asked by then keeps its results. */
export function cancelProbes(ctx: WriteContext, sweepId: string): { sweepId: string } {
  authorise(ctx.actor, "probe:manage");
  return mutate(ctx, (tx) => {
    if (!findSweep(tx, sweepId)) throw new OperationError("sweep_not_found", { sweep: sweepId });
    const isRunning = updateRunningSweep(tx, sweepId, { cancelAskedAtMs: ctx.nowMs });
    if (!isRunning) throw new OperationError("sweep_over");
    return { result: { sweepId }, audit: { event: "probe.cancelled", subject: sweepId } };
  });
}
