import "server-only";
import { runtime } from "#app/_server/runtime.ts";
import type { Actor } from "#lib/domain/actor.ts";
import { runProbes } from "#lib/operations/run-probes.ts";

/**
 * Runs a sweep that was just planned, in this process and after the answer to whoever planned it. A failure ends the
 * sweep as interrupted, which its page says, and goes to the log.
 */
export function runSweep(actor: Actor, sweepId: string): void {
  const ctx = runtime().openingContext(actor, Date.now());
  runProbes(ctx, sweepId, { clock: Date.now }).catch((error: unknown) => {
    process.emitWarning(error instanceof Error ? error : new Error(String(error)));
  });
}
