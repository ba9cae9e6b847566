import "server-only";
import { Runtime } from "#lib/runtime.ts";

const holder = globalThis as typeof globalThis & { clawkeepRuntime?: Runtime };

/** The one runtime of this server process. Bundles may load this file twice, so it lives on `globalThis`. */
export function runtime(): Runtime {
  holder.clawkeepRuntime ??= new Runtime();
  return holder.clawkeepRuntime;
}
