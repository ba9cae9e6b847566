import { watchAuditEnd } from "#lib/operations/audit-witness.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { keepDailyCheckpoint } from "#lib/operations/keep-audit-checkpoint.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

/** How often it is looked whether a checkpoint of the audit log is due, in milliseconds. */
const LOOK_EVERY_MS = 15 * 60_000;

/** Waits until the console answers. */
const FIRST_LOOK_MS = 5_000;

export type AuditSchedule = { stop(): void };

/** How often the checkpoint beside the keyring is renewed, in milliseconds: what it can tell is as old as this at most. */
const WITNESS_EVERY_MS = 60_000;

/**
 * Keeps a checkpoint of the audit log a day, and the newest beside the keyring, as long as the server lives. What goes
 * wrong is handed to `report`.
 */
export function startAuditSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  { lookEveryMs = LOOK_EVERY_MS, firstLookMs = FIRST_LOOK_MS, witnessEveryMs = WITNESS_EVERY_MS } = {},
): AuditSchedule {
  const trying = (work: (ctx: WriteContext) => unknown) => {
    let isFailing = false;
    return () => {
      try {
        if (isVaultSealed(runtime)) return;
        work(runtime.operationContext({ kind: "system" }, Date.now()));
        isFailing = false;
      } catch (error) {
        // Said once, until it has worked again.
        if (!isFailing) report(error);
        isFailing = true;
      }
    };
  };
  const { config } = runtime;
  const look = trying((ctx) => keepDailyCheckpoint(ctx, config.keyringSource));
  const witness = trying((ctx) => watchAuditEnd(ctx, config.keyringSource));
  const timers = [
    setTimeout(look, firstLookMs),
    setInterval(look, lookEveryMs),
    setInterval(witness, witnessEveryMs),
  ];
  for (const timer of timers) timer.unref();
  return {
    stop() {
      for (const timer of timers) clearTimeout(timer);
      witness();
    },
  };
}
