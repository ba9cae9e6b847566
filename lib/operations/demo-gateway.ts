import { realpathSync } from "node:fs";
import type { Reader } from "#db/client.ts";
import {
  deleteGateway,
  findGatewayByName,
  type GatewayRow,
  listGateways,
} from "#db/repositories/gateways.ts";
import { deleteResolverCounts } from "#db/repositories/machine-counts.ts";
import { deleteSweepsOf } from "#db/repositories/probe-sweeps.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { demoStateDir, isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { makeDemoStateDir, pasteIntoDemo, removeDemoStateDir } from "#lib/openclaw/demo-state-dir.ts";
import { addGateway } from "#lib/operations/add-gateway.ts";
import {
  authorise,
  mutate,
  type OperationContext,
  requireVault,
  type WriteContext,
} from "#lib/operations/context.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { RELOAD_COMMAND } from "#lib/operations/reload-gateway.ts";

const NAME = "demo";
const NAMES_MAX = 100;

export type AddedDemo = { gatewayId: string; name: string; stateDir: string };

/** The demo gateway that is registered here; null when there is none. */
export function findDemo(db: Reader): GatewayRow | null {
  return listGateways(db).find(({ stateDir }) => isDemoStateDir(stateDir)) ?? null;
}

/**
 * Makes a gateway of invented credentials in the console's own data directory, and brings it in as any other:
 * registered, imported, published. Its times are around this moment. Refused as `demo_exists` when there is one.
 *
 * When a step fails nothing of it stays.
 */
export async function addDemo(ctx: OperationContext, dataDir: string): Promise<AddedDemo> {
  authorise(ctx.actor, "gateway:manage");
  requireVault(ctx);
  const other = findDemo(ctx.db.reader);
  if (other) throw new OperationError("demo_exists", { name: other.name });
  const stateDir = demoStateDir(realpathSync(dataDir));
  let added: { gatewayId: string; name: string } | null = null;
  try {
    makeDemoStateDir(stateDir, ctx.nowMs);
    added = addGateway(ctx, { name: freeName(ctx.db.reader), stateDir });
    const { gatewayId, name } = added;
    importGateway(ctx, gatewayId);
    await publishGateway(ctx, gatewayId, async () => ({ kind: "by_hand", command: RELOAD_COMMAND }));
    await pasteIntoDemo(stateDir);
    return mutate(ctx, () => ({
      result: { gatewayId, name, stateDir },
      audit: { event: "demo.added", subject: gatewayId, details: { name, stateDir } },
    }));
  } catch (error) {
    if (added) forget(ctx, { id: added.gatewayId, name: added.name, stateDir }, "demo.given_up");
    if (findDemo(ctx.db.reader) === null) removeDemoStateDir(stateDir);
    throw asOperationError(error);
  }
}

/**
 * Removes the demo gateway in one go: its profiles and their secrets, its history and its folder. What was published
 * there goes with it, because no OpenClaw reads that folder. Refused as `demo_absent` when there is none.
 */
export function removeDemo(ctx: WriteContext, dataDir: string): { name: string; profiles: number } {
  authorise(ctx.actor, "gateway:manage");
  const own = demoStateDir(realpathSync(dataDir));
  const demo = findDemo(ctx.db.reader);
  try {
    const forgotten = demo ? forget(ctx, demo, "demo.removed") : null;
    // Of another console's demo, which came with a copy of its database, the folder is not ours.
    const wasThere = demo === null || demo.stateDir === own ? removeDemoStateDir(own) : false;
    if (!forgotten && !wasThere) throw new OperationError("demo_absent");
    return forgotten ?? { name: NAME, profiles: 0 };
  } catch (error) {
    throw asOperationError(error);
  }
}

type Forgotten = Pick<GatewayRow, "id" | "name" | "stateDir">;

/** Everything of it is deleted by its gateway's row, but for what no foreign key leads from. */
function forget(ctx: WriteContext, { id, name, stateDir }: Forgotten, event: string) {
  return mutate(ctx, (tx) => {
    const profiles = listProfiles(tx, id).length;
    deleteSweepsOf(tx, id);
    deleteGateway(tx, id);
    deleteResolverCounts(tx, id);
    const details = { name, profiles, stateDir };
    return { result: { name, profiles }, audit: { event, subject: id, details } };
  });
}

function freeName(db: Reader): string {
  for (let number = 1; number <= NAMES_MAX; number += 1) {
    const name = number === 1 ? NAME : `${NAME} ${number}`;
    if (!findGatewayByName(db, name)) return name;
  }
  throw new OperationError("gateway_name_taken", { name: NAME });
}
