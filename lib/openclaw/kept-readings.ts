import type { FindingCode } from "#lib/openclaw/finding.ts";
import { type GatewayPlace, readGateway } from "#lib/openclaw/gateway-reader.ts";
import { isUnchanged, noteSeen, type Seen } from "#lib/openclaw/seen-files.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/** A console has a few gateways; a reading of one with 10 000 profiles takes some tens of megabytes. */
const READINGS_MAX = 8;
/** How long a reading that nobody asks for stays in memory, in milliseconds. */
const IDLE_MS = 60_000;

type Kept = { told: string | null; state: GatewayState; seen: Seen; idle: NodeJS.Timeout };

/** By state dir, the one asked for last at the end. */
const kept = new Map<string, Kept>();

/**
 * What `readGateway` would give, without reading again what is known not to have changed: every file, folder and
 * link that was looked at, and every one that was looked for and not there, is compared by its place, inode, size
 * and times (`seen-files.ts`). What the clock decides, such as expiry and cooldown, is not in a reading but worked
 * out from it.
 *
 * For those who show a gateway or check what someone asks for. Whoever writes to one reads it again. Do not change
 * the result: others hold it too. Its secrets stay the `SecretText` they are, at most a minute longer than they
 * are used.
 */
export function readUnchangedGateway(gateway: GatewayPlace): GatewayState {
  return lookAtGateway(gateway).state;
}

/** The same, with what was seen when it was read. */
export function lookAtGateway(gateway: GatewayPlace): { state: GatewayState; seen: Seen } {
  const { stateDir } = gateway;
  const told = gateway.report ?? gateway.observed ?? null;
  const known = kept.get(stateDir);
  if (known && known.told === told && isUnchanged(known.seen)) {
    kept.delete(stateDir);
    kept.set(stateDir, known);
    known.idle.refresh();
    return known;
  }
  forgetReading(stateDir);
  const { value: state, seen } = noteSeen(() => readGateway(gateway));
  if (seen.isLasting && isReliable(state)) keep(stateDir, { told, state, seen });
  return { state, seen };
}

function keep(stateDir: string, reading: Omit<Kept, "idle">): void {
  const idle = setTimeout(() => forgetReading(stateDir), IDLE_MS);
  idle.unref();
  kept.set(stateDir, { ...reading, idle });
  for (const oldest of [...kept.keys()].slice(0, -READINGS_MAX)) forgetReading(oldest);
}

function forgetReading(stateDir: string): void {
  clearTimeout(kept.get(stateDir)?.idle);
  kept.delete(stateDir);
}

/** Found again these can be gone, without any file having changed: too many open files, a disk that did not answer. */
const PASSING: readonly FindingCode[] = ["file_unreadable", "file_unstable", "state_dir_unreadable"];

function isReliable({ findings }: GatewayState): boolean {
  return !findings.some(({ code }) => PASSING.includes(code));
}
