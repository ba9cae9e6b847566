import { systemOpeningContext } from "#cli/opening.ts";
import { runProbes } from "#lib/operations/run-probes.ts";
import { scheduleProbes } from "#lib/operations/schedule-probes.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

/** How often it is looked whether a probe is due, in milliseconds. */
const LOOK_EVERY_MS = 60_000;

/** A scheduled sweep starts each of its requests within this time. */
const JITTER_MS = 10_000;

export type ProbeSchedule = { stop(): Promise<void> };

/**
 * Runs probes that are due, as long as the server lives. What goes wrong is handed to `report` and tried again a minute
 * later: a schedule that fails must not take the console with it.
 */
export function startProbeSchedule(runtime: Runtime, report: (error: unknown) => void): ProbeSchedule {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  const look = async () => {
    if (isVaultSealed(runtime)) return;
    const started = scheduleProbes(systemOpeningContext(runtime, Date.now()));
    if (!started) return;
    const ctx = systemOpeningContext(runtime, Date.now());
    const { signal } = stopping;
    await runProbes(ctx, started.sweepId, { clock: Date.now, signal, jitterMs: JITTER_MS });
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch(report)
      .finally(() => {
        running = null;
      });
  }, LOOK_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
