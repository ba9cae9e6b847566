import type { Reader } from "#db/client.ts";
import { listOrderOverrides, type OrderOverrideRow } from "#db/repositories/order-overrides.ts";
import { listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
import { type AuthStore, readableInline, type StoredProfile } from "#lib/domain/auth-store.ts";
import { PROFILE_ID_LENGTH_MAX } from "#lib/domain/profile-id.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { CLAWKEEP_PROVIDER } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { RefDefaults } from "#lib/domain/secret-ref-grammar.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { sameRef } from "#lib/domain/store-entry.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { inlineTemplateRef } from "#lib/openclaw/store-json.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import type { Sealer } from "#lib/vault/sealer.ts";

/** What happens to one thing that was found. Only the first three change the database. */
export type ImportAction =
  | "seal"
  | "keep_reference"
  | "record_oauth"
  | "unchanged"
  | "already_published"
  | "differs_here"
  | "removed_here"
  | "nothing_to_import";

export type ImportNotice = "invalid_expiry" | "inline_ignored" | "env_template";

export type ProfileItem = {
  kind: "profile";
  agentId: string;
  profileId: string;
  provider: string;
  type: StoredProfile["type"];
  action: ImportAction;
  notices: ImportNotice[];
  ref: SecretRef | null;
  expiresAtMs: number | null;
  email: string | null;
  metadata: Record<string, string> | null;
  /** Present when the action is `seal`; never printed. */
  secret: SecretText | null;
};

export type OrderItem = {
  kind: "order";
  agentId: string;
  provider: string;
  profileIds: string[];
  action: "take_order" | "unchanged" | "differs_here";
};

export type ImportPlan = { profiles: ProfileItem[]; orders: OrderItem[] };

/** Decides what becomes of every profile and order override of a gateway. Reads only. */
export function planImport(db: Reader, sealer: Sealer, gatewayId: string, state: GatewayState): ImportPlan {
  const known = new Map(listProfiles(db, gatewayId).map((row) => [keyOf(row.agentId, row.profileId), row]));
  const overrides = listOrderOverrides(db, gatewayId);
  const stores = state.agents.flatMap((agent) => {
    const store = importedStore(agent);
    return store ? [{ agentId: agent.agentId, store }] : [];
  });
  const ground = { sealer, refDefaults: state.config.secretDefaults };
  return {
    profiles: stores.flatMap(({ agentId, store }) =>
      [...store.profiles.values()].map((found) =>
        planProfile(agentId, found, known.get(keyOf(agentId, found.profileId)), ground),
      ),
    ),
    orders: stores.flatMap(({ agentId, store }) => planOrders(agentId, store.order, overrides)),
  };
}

/** An agent's own file, or what OpenClaw would take from its legacy files when there is none. Never what it inherits. */
function importedStore(agent: AgentState): AuthStore | null {
  return agent.store ?? (agent.legacyFiles.length > 0 ? agent.effective : null);
}

/** Largest timestamp a JavaScript `Date` can hold, in Unix milliseconds. */
const DATE_MAX_MS = 8_640_000_000_000_000;

const keyOf = (agentId: string, profileId: string) => `${agentId}\0${profileId}`;

function planProfile(
  agentId: string,
  found: StoredProfile,
  row: ProfileRow | undefined,
  ground: { sealer: Sealer; refDefaults: RefDefaults },
): ProfileItem {
  const { profileId, provider, type, email, metadata } = found;
  if (profileId.length > PROFILE_ID_LENGTH_MAX) {
    throw new OperationError("profile_id_too_long", { max: PROFILE_ID_LENGTH_MAX });
  }
  const template = inlineTemplateRef(found, ground.refDefaults);
  const ref = found.ref ?? template;
  const secret = ref === null && type !== "oauth" ? readableInline(found) : null;
  const expiry = importedExpiry(found);
  const facts = { agentId, profileId, provider, type, ref, expiresAtMs: expiry.atMs, email, metadata };
  const notices = noticesOf(found, { isTemplate: found.ref === null && template !== null, ...expiry });
  const item = { kind: "profile" as const, ...facts, notices, secret };
  const action = decide(item, row, ground.sealer);
  return { ...item, action, secret: action === "seal" ? secret : null };
}

/** Whole milliseconds that a date can hold; OpenClaw takes any positive number, so the rest is dropped with a notice. */
function importedExpiry({ type, expires }: StoredProfile): { atMs: number | null; isInvalid: boolean } {
  if (type === "api_key" || expires.kind === "absent") return { atMs: null, isInvalid: false };
  if (expires.kind === "invalid") return { atMs: null, isInvalid: type !== "oauth" };
  const atMs = Math.floor(expires.atMs);
  return atMs >= 1 && atMs <= DATE_MAX_MS ? { atMs, isInvalid: false } : { atMs: null, isInvalid: true };
}

function noticesOf(found: StoredProfile, facts: { isTemplate: boolean; isInvalid: boolean }): ImportNotice[] {
  const notices: ImportNotice[] = [];
  if (facts.isInvalid) notices.push("invalid_expiry");
  if (facts.isTemplate) notices.push("env_template");
  if (found.ref !== null && found.inline !== null) notices.push("inline_ignored");
  return notices;
}

function decide(
  item: Omit<ProfileItem, "action">,
  row: ProfileRow | undefined,
  sealer: Sealer,
): ImportAction {
  if (item.ref?.source === "exec" && item.ref.provider === CLAWKEEP_PROVIDER) return "already_published";
  if (item.type !== "oauth" && item.ref === null && item.secret === null) return "nothing_to_import";
  if (!row) return item.type === "oauth" ? "record_oauth" : item.ref === null ? "seal" : "keep_reference";
  if (row.removedAtMs !== null) return "removed_here";
  return sameAsRow(item, row, sealer) ? "unchanged" : "differs_here";
}

function sameAsRow(item: Omit<ProfileItem, "action">, row: ProfileRow, sealer: Sealer): boolean {
  if (item.type !== row.type || item.provider !== row.provider || item.email !== row.email) return false;
  if (item.expiresAtMs !== row.expiresAtMs) return false;
  if (item.type === "oauth") return true;
  if (item.secret !== null) return row.fingerprint === sealer.fingerprint(item.secret);
  return sameRef(item.ref, row.ref);
}

function planOrders(
  agentId: string,
  order: Map<string, string[]>,
  overrides: OrderOverrideRow[],
): OrderItem[] {
  const seen = new Set<string>();
  return [...order].flatMap(([key, profileIds]): OrderItem[] => {
    const provider = normalizeProvider(key);
    if (seen.has(provider)) return [];
    seen.add(provider);
    const known = overrides.find((row) => row.agentId === agentId && row.provider === provider);
    const same = known?.profileIds?.join("\0") === profileIds.join("\0");
    const action = !known ? "take_order" : same ? "unchanged" : "differs_here";
    return [{ kind: "order", agentId, provider, profileIds, action }];
  });
}
