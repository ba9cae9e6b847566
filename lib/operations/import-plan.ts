import type { Reader } from "#db/client.ts";
import { listOrderOverrides, type OrderOverrideRow } from "#db/repositories/order-overrides.ts";
import { listProfiles, type ProfileRow } from "#db/repositories/profiles.ts";
import type { AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { CLAWKEEP_PROVIDER } from "#lib/domain/publish-plan.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import type { SecretText } from "#lib/domain/secret-text.ts";
import { sameRef } from "#lib/domain/store-entry.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
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
  return {
    profiles: stores.flatMap(({ agentId, store }) =>
      [...store.profiles.values()].map((found) =>
        planProfile(agentId, found, known.get(keyOf(agentId, found.profileId)), sealer),
      ),
    ),
    orders: stores.flatMap(({ agentId, store }) => planOrders(agentId, store.order, overrides)),
  };
}

/** An agent's own file, or what OpenClaw would take from its legacy files when there is none. Never what it inherits. */
function importedStore(agent: AgentState): AuthStore | null {
  return agent.store ?? (agent.legacyFiles.length > 0 ? agent.effective : null);
}

const keyOf = (agentId: string, profileId: string) => `${agentId}\0${profileId}`;

const ENV_TEMPLATE = /^\$\{([A-Z][A-Z0-9_]{0,127})\}$/;

function planProfile(
  agentId: string,
  found: StoredProfile,
  row: ProfileRow | undefined,
  sealer: Sealer,
): ProfileItem {
  const { profileId, provider, type, email, metadata, expires } = found;
  const template = found.ref === null ? envTemplate(found.inline) : null;
  const ref = template ?? found.ref;
  const secret = ref === null && type !== "oauth" ? found.inline : null;
  const expiresAtMs = expires.kind === "at" && type !== "api_key" ? expires.atMs : null;
  const facts = { agentId, profileId, provider, type, ref, expiresAtMs, email, metadata };
  const item = { kind: "profile" as const, ...facts, notices: noticesOf(found, template !== null), secret };
  const action = decide(item, row, sealer);
  return { ...item, action, secret: action === "seal" ? secret : null };
}

/** OpenClaw takes an inline `${NAME}` for a reference when it resolves it (semantics §2.1). */
function envTemplate(inline: SecretText | null): SecretRef | null {
  const id = ENV_TEMPLATE.exec(inline?.reveal().trim() ?? "")?.[1];
  return id === undefined ? null : { source: "env", provider: "default", id };
}

function noticesOf(found: StoredProfile, isTemplate: boolean): ImportNotice[] {
  const notices: ImportNotice[] = [];
  if (found.expires.kind === "invalid" && found.type !== "oauth") notices.push("invalid_expiry");
  if (isTemplate) notices.push("env_template");
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
