import { systemOpeningContext } from "#cli/opening.ts";
import { driveRotation, isRotationLeft } from "#lib/operations/drive-rotation.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";

/** How often it is looked whether a rotation was started, or left by whoever drove it, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/**
 * Goes on with a rotation of keys that nobody drives, as long as the server lives. What goes wrong is handed to
 * `report` and tried again at the next turn.
 */
export function startRotationSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  lookEveryMs: number = LOOK_EVERY_MS,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running: Promise<unknown> | null = null;
  const look = async () => {
    if (isVaultSealed(runtime)) return;
    const ctx = systemOpeningContext(runtime, Date.now());
    if (!isRotationLeft(ctx)) return;
    const drive = {
      keyringSource: runtime.config.keyringSource,
      holder: `server ${process.pid}`,
      clock: Date.now,
      signal: stopping.signal,
    };
    await driveRotation(ctx, drive);
  };
  const timer = setInterval(() => {
    running ??= look()
      .catch((error: unknown) => {
        if (!(error instanceof OperationError && error.code === "rotation_elsewhere")) report(error);
      })
      .finally(() => {
        running = null;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
