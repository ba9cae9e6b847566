import { removeLeftovers } from "#lib/operations/remove-old-backups.ts";
import { runScheduledBackup } from "#lib/operations/run-scheduled-backup.ts";
import type { Runtime } from "#lib/runtime.ts";

/** How often it is looked whether a backup is due, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

/**
 * Makes the backups that are due as long as the server lives. What killed ones left is removed first. What goes wrong
 * with a backup is written down where people see it; what goes wrong with looking is handed to `report`.
 */
export function startBackupSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  lookEveryMs: number = LOOK_EVERY_MS,
): { stop(): Promise<void> } {
  let running: Promise<unknown> | null = null;
  const context = () => runtime.operationContext({ kind: "system" }, Date.now());
  try {
    removeLeftovers(context(), runtime.config);
  } catch (error) {
    report(error);
  }
  const look = async () => {
    await runScheduledBackup(context(), runtime.config, { isAsked: false, clock: Date.now });
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch(report)
      .finally(() => {
        running = null;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
