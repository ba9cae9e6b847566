import { keepDailyCheckpoint } from "#lib/operations/keep-audit-checkpoint.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

/** How often it is looked whether a checkpoint of the audit log is due, in milliseconds. */
const LOOK_EVERY_MS = 15 * 60_000;

/** Waits until the console answers. */
const FIRST_LOOK_MS = 5_000;

export type AuditSchedule = { stop(): void };

/** Keeps a checkpoint of the audit log a day as long as the server lives. What goes wrong is handed to `report`. */
export function startAuditSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  { lookEveryMs = LOOK_EVERY_MS, firstLookMs = FIRST_LOOK_MS } = {},
): AuditSchedule {
  const look = () => {
    try {
      if (isVaultSealed(runtime)) return;
      const ctx = runtime.operationContext({ kind: "system" }, Date.now());
      keepDailyCheckpoint(ctx, runtime.config.keyringSource);
    } catch (error) {
      report(error);
    }
  };
  const first = setTimeout(look, firstLookMs);
  const timer = setInterval(look, lookEveryMs);
  for (const each of [first, timer]) each.unref();
  return {
    stop() {
      clearTimeout(first);
      clearInterval(timer);
    },
  };
}
