import { listGateways } from "#db/repositories/gateways.ts";
import { processEnvironment } from "#lib/config.ts";
import { isDemoStateDir } from "#lib/domain/demo-gateway.ts";
import { type FoundStateDir, findStateDirs } from "#lib/openclaw/find-state-dirs.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { authorise, type WriteContext } from "#lib/operations/context.ts";

/** A state dir on this machine that is not registered yet, with what is in it. */
export type FoundGateway = FoundStateDir &
  Pick<GatewayState, "storage"> & {
    /** False when it cannot be read as it is; adding it says why. */
    isReadable: boolean;
    agents: number;
    profiles: number;
  };

/** The OpenClaws on this machine that could be added. Reads their files as adding would; writes nothing. */
export function findGateways(
  ctx: WriteContext,
  find = () => findStateDirs(processEnvironment()),
): FoundGateway[] {
  authorise(ctx.actor, "gateway:manage");
  const known = new Set(listGateways(ctx.db.reader).map(({ stateDir }) => stateDir));
  return find()
    .filter(({ stateDir }) => !known.has(stateDir) && !isDemoStateDir(stateDir))
    .map((found) => {
      const { problem, storage, agents } = readGateway(found);
      const profiles = agents.reduce((sum, { store }) => sum + (store?.profiles.size ?? 0), 0);
      return { ...found, isReadable: problem === null, storage, agents: agents.length, profiles };
    });
}
