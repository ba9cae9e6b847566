import { emptyStore } from "#lib/domain/projected-store.ts";
import {
  type Ancestor,
  planPublish,
  type WantedOrder,
  type WantedProfile,
} from "#lib/domain/publish-plan.ts";
import { storeEdits } from "#lib/domain/store-edits.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { editStore, type StoreWrite } from "#lib/openclaw/store-file.ts";
import { parseAuthStore } from "#lib/openclaw/store-json.ts";

export type StoreWishes = { profiles: WantedProfile[]; orders: WantedOrder[]; ancestors: Ancestor[] };

/**
 * Brings every agent's store to what is wanted, one after the other, each under OpenClaw's lock.
 *
 * The plan is made again from what the file holds once it is locked, so an edit that OpenClaw made since
 * the preview is kept and not undone.
 */
export async function writeStores(state: GatewayState, wishes: StoreWishes): Promise<StoreWrite[]> {
  const writes: StoreWrite[] = [];
  for (const { agentId, storePath, store } of state.agents) {
    if (storePath === null) continue;
    const observed = { agentId, store: store ?? emptyStore() };
    // Nothing to do as it stands: then no lock is taken and no empty store is made.
    if (planPublish({ agents: [observed], ...wishes }).every((change) => change.action === "forget"))
      continue;
    writes.push(await editStore(storePath, (text) => editsFor(agentId, storePath, text, state, wishes)));
  }
  return writes;
}

function editsFor(agentId: string, file: string, text: string, state: GatewayState, wishes: StoreWishes) {
  const store = text.trim() === "" ? emptyStore() : parsedStore(file, text, state);
  return storeEdits(planPublish({ agents: [{ agentId, store }], ...wishes }));
}

function parsedStore(file: string, text: string, state: GatewayState) {
  const parsed = parseAuthStore(text, state.config.secretDefaults, file);
  if (parsed.ok) return parsed.store;
  const { line, column } = parsed.finding;
  throw new PublishError("store_malformed", { file, line: line ?? 1, column: column ?? 1 });
}
