import { findOrderOverride } from "#db/repositories/order-overrides.ts";
import { readConfig } from "#lib/config.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { setOrder } from "#lib/operations/set-order.ts";
import { Runtime } from "#lib/runtime.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { waitForTheOthers } from "#lib/testing/programs/gate.ts";

/**
 * Adds each of its profile ids to the end of one order override as an editor does: reads the order and its version,
 * saves the longer order over that version, and reads again when somebody else was faster.
 */
const [home = "", gatewayId = "", ...profileIds] = process.argv.slice(2);
const runtime = new Runtime(readConfig({ HOME: home }));
const ctx = runtime.operationContext({ kind: "system" }, NOW_MS);
const place = { gatewayId, agentId: "main", provider: "openai" };

function read(): { version: number; profileIds: string[] } {
  const { version = 0, profileIds = null } = findOrderOverride(ctx.db.reader, place) ?? {};
  return { version, profileIds: profileIds ?? [] };
}

let stale = 0;
let seen = read();
await waitForTheOthers();
for (const profileId of profileIds) {
  while (!saved([...seen.profileIds, profileId], seen.version)) {
    stale += 1;
    seen = read();
  }
  seen = read();
}
runtime.close();
process.stdout.write(JSON.stringify({ stale }));

function saved(longer: string[], version: number): boolean {
  try {
    setOrder(ctx, { ...place, profileIds: longer, version });
    return true;
  } catch (error) {
    if (error instanceof OperationError && error.code === "order_changed_meanwhile") return false;
    throw error;
  }
}
