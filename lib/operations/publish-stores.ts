import type { AuthStore } from "#lib/domain/auth-store.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import {
  type Ancestor,
  planPublish,
  type WantedOrder,
  type WantedProfile,
} from "#lib/domain/publish-plan.ts";
import { type MemberEdit, storeEdits } from "#lib/domain/store-edits.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { draftStore, editStore, type StoreWrite } from "#lib/openclaw/store-file.ts";
import { parseAuthStore } from "#lib/openclaw/store-json.ts";

export type StoreWishes = { profiles: WantedProfile[]; orders: WantedOrder[]; ancestors: Ancestor[] };

/**
 * Brings every agent's store to what is wanted, one after the other, each under OpenClaw's lock.
 *
 * What is written is worked out before the lock is taken, from the store as it was read. When the file holds
 * anything else once it is locked, the plan is made again from that, so an edit that OpenClaw made since
 * the preview is kept and not undone.
 */
export async function writeStores(state: GatewayState, wishes: StoreWishes): Promise<StoreWrite[]> {
  const writes: StoreWrite[] = [];
  for (const { agentId, storePath, store, document } of state.agents) {
    if (storePath === null) continue;
    const edits = editsOf(agentId, store ?? emptyStore(), wishes);
    // Nothing to do as it stands: then no lock is taken and no empty store is made.
    if (edits.length === 0) continue;
    const draft = document && draftStore(storePath, document, edits);
    const edit = (text: string) => editsOf(agentId, storeOf(text, storePath, state), wishes);
    writes.push(await editStore(storePath, edit, draft));
  }
  return writes;
}

function editsOf(agentId: string, store: AuthStore, wishes: StoreWishes): MemberEdit[] {
  return storeEdits(planPublish({ agents: [{ agentId, store }], ...wishes }));
}

function storeOf(text: string, file: string, state: GatewayState): AuthStore {
  if (text.trim() === "") return emptyStore();
  const parsed = parseAuthStore(text, state.config.secretDefaults, file);
  if (parsed.ok) return parsed.store;
  const { line, column } = parsed.finding;
  throw new PublishError("store_malformed", { file, line: line ?? 1, column: column ?? 1 });
}
