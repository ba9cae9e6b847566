import { OWN_RECORD } from "#db/mutate.ts";
import { type GatewayRow, listGateways, saveObservation } from "#db/repositories/gateways.ts";
import { readWantedState } from "#db/repositories/wanted-state.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { askIfNeeded } from "#lib/operations/ask-gateway.ts";
import { authorise, mutate, type OperationContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";

/** How old what a gateway said may get before it is asked again, in milliseconds. */
export const ASK_AGAIN_AFTER_MS = 30 * 60_000;

/**
 * Asks the gateways anew whose last answer is old, one after the other. Only those that a person had asked or published
 * to: before that, no program of theirs is run unasked. One that does not answer keeps its last answer and its time.
 *
 * The answer is its own record, so the audit log has no row for it. Returns the names of those that did not answer.
 */
export async function askDueGateways(
  ctx: OperationContext,
  signal: AbortSignal,
): Promise<{ asked: string[]; silent: string[] }> {
  authorise(ctx.actor, "publish");
  const asked: string[] = [];
  const silent: string[] = [];
  for (const gateway of listGateways(ctx.db.reader).filter((each) => isDue(each, ctx.nowMs))) {
    if (signal.aborted) break;
    const observation = await answerOf(ctx, gateway);
    if (observation === null) silent.push(gateway.name);
    else if (!signal.aborted) {
      mutate(ctx, (tx) => {
        saveObservation(tx, gateway.id, observation);
        return { result: undefined, audit: OWN_RECORD };
      });
      asked.push(gateway.name);
    }
  }
  return { asked, silent };
}

function isDue({ observed, host }: GatewayRow, nowMs: number): boolean {
  if (observed === null || host !== null) return false;
  return nowMs - (JSON.parse(observed) as GatewayObservation).atMs >= ASK_AGAIN_AFTER_MS;
}

async function answerOf(ctx: OperationContext, gateway: GatewayRow): Promise<GatewayObservation | null> {
  try {
    return await askIfNeeded(gateway, readWantedState(ctx.db.reader, gateway.id), ctx.nowMs);
  } catch (error) {
    if (asOperationError(error) instanceof OperationError) return null;
    throw error;
  }
}
