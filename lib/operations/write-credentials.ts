import { sharedStoreAgent } from "#lib/domain/asked-stores.ts";
import type { PlanChange } from "#lib/domain/publish-plan.ts";
import { writeDatabases } from "#lib/openclaw/database-writes.ts";
import type { StoreWrite } from "#lib/openclaw/store-file.ts";
import { commandTarget } from "#lib/operations/ask-gateway.ts";
import type { PublishGround } from "#lib/operations/publish-ground.ts";
import { type StoreWishes, writeStores } from "#lib/operations/publish-stores.ts";

/**
 * Brings a gateway's credentials to what is wanted: its store files under OpenClaw's own locks, or its databases
 * through OpenClaw's own commands. The files that were written; none of databases, which are OpenClaw's own.
 */
export async function writeCredentials(
  { gateway, state }: Pick<PublishGround, "gateway" | "state">,
  wishes: StoreWishes,
  changes: readonly PlanChange[],
): Promise<StoreWrite[]> {
  const { observation } = state;
  if (observation === null) return writeStores(state, wishes);
  const shared = sharedStoreAgent(observation);
  await writeDatabases(commandTarget(gateway, state), { changes, sharedStoreAgent: shared });
  return [];
}
