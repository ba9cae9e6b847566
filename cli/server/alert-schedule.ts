import { randomUUID } from "node:crypto";
import { systemOpeningContext } from "#cli/opening.ts";
import { deliverNotices } from "#lib/operations/deliver-notices.ts";
import { watchAlerts } from "#lib/operations/watch-alerts.ts";
import type { Runtime } from "#lib/runtime.ts";
import { isVaultSealed } from "#lib/vault-state.ts";
import { liveVersion } from "#lib/views/live-version.ts";

/** How often it is looked what is wrong, in milliseconds: credentials end without anything having changed. */
const LOOK_EVERY_MS = 60_000;

/** How often it is asked whether anything changed, here or in a gateway's files; then it is looked at once. */
const ASK_EVERY_MS = 10_000;

/** How often it is looked whether a message is due. */
const DELIVER_EVERY_MS = 5_000;

/** The first look waits until the console answers. */
const FIRST_LOOK_MS = 2_000;

export type AlertSchedule = { stop(): Promise<void> };

/**
 * Looks what is wrong and sends what there is to tell, as long as the server lives. What goes wrong is handed to `report`
 * and tried again at the next turn. However many processes there are, one looks at a time, and each message is sent by
 * one.
 */
export function startAlertSchedule(
  runtime: Runtime,
  report: (error: unknown) => void,
  {
    lookEveryMs = LOOK_EVERY_MS,
    askEveryMs = ASK_EVERY_MS,
    deliverEveryMs = DELIVER_EVERY_MS,
    firstLookMs = FIRST_LOOK_MS,
  } = {},
): AlertSchedule {
  const looker = randomUUID();
  const stopping = new AbortController();
  const { signal } = stopping;
  const context = () => systemOpeningContext(runtime, Date.now());
  const deliver = turns(async () => {
    if (!isVaultSealed(runtime)) await deliverNotices(context(), { clock: Date.now, signal });
  }, report);
  const look = turns(async () => {
    const watched = watchAlerts(context(), looker);
    if (watched && watched.queued > 0) deliver.start();
  }, report);
  let seen: string | null = null;
  const ask = turns(async () => {
    const { change } = liveVersion(context());
    if (seen !== null && change !== seen) look.start();
    seen = change;
  }, report);
  const first = setTimeout(look.start, firstLookMs);
  const timers = [
    setInterval(look.start, lookEveryMs),
    setInterval(ask.start, askEveryMs),
    setInterval(deliver.start, deliverEveryMs),
  ];
  for (const timer of [first, ...timers]) timer.unref();
  return {
    async stop() {
      clearTimeout(first);
      for (const timer of timers) clearInterval(timer);
      stopping.abort();
      await ask.ended();
      await look.ended();
      await deliver.ended();
    },
  };
}

/** Work that is not started while it runs. */
function turns(work: () => Promise<unknown>, report: (error: unknown) => void) {
  let running: Promise<unknown> | null = null;
  return {
    start(): void {
      running ??= work()
        .catch(report)
        .finally(() => {
          running = null;
        });
    },
    ended: async () => {
      await running;
    },
  };
}
