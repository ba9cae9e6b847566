import { askDueGateways } from "#lib/operations/ask-due-gateways.ts";
import type { Runtime } from "#lib/runtime.ts";

/** How often it is looked whether a gateway's last answer is old, in milliseconds. */
const LOOK_EVERY_MS = 5 * 60_000;

/**
 * Asks gateways that keep their credentials in databases anew, as long as the server lives, so that their status is
 * never older than about half an hour. What goes wrong is handed to `report`. Stopping does not wait for an answer.
 */
export function startAskSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  { lookEveryMs = LOOK_EVERY_MS } = {},
): { stop(): void } {
  const stopping = new AbortController();
  let isAsking = false;
  const look = async () => {
    if (isAsking) return;
    isAsking = true;
    try {
      await askDueGateways(runtime.operationContext({ kind: "system" }, Date.now()), stopping.signal);
    } catch (error) {
      if (!stopping.signal.aborted) report(error);
    } finally {
      isAsking = false;
    }
  };
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      stopping.abort();
    },
  };
}
