import "server-only";
import { Runtime, tellPagesOfFaults } from "#lib/runtime.ts";

const holder = globalThis as typeof globalThis & { clawkeepRuntime?: Runtime };

/** The one runtime of this server process. Bundles may load this file twice, so it lives on `globalThis`. */
export function runtime(): Runtime {
  if (!holder.clawkeepRuntime) {
    tellPagesOfFaults();
    holder.clawkeepRuntime = new Runtime();
  }
  return holder.clawkeepRuntime;
}

/** Where the console keeps its own things. */
export function dataFolder(): string {
  return runtime().config.dataDir;
}
