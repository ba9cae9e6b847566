import { type DoctorFinding, type DoctorFix, doctorFinding, MANUAL } from "#lib/domain/doctor.ts";
import type { DoctorAgent, DoctorFacts } from "#lib/domain/doctor-facts.ts";
import { orderFix } from "#lib/domain/doctor-fix.ts";
import { type ProfileOrder, resolveProfileOrder } from "#lib/domain/profile-order.ts";
import type { OrderExclusion } from "#lib/domain/profile-order-rows.ts";
import { normalizeAuthProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import { namesShown } from "#lib/domain/secret-name.ts";

/** Ids of one list that are named; the rest is a number. */
const IDS_NAMED = 5;

/**
 * Orders that do something else than their writer may think: they leave usable profiles out, disable a provider,
 * name what is not there, or stand under a spelling that hides them.
 *
 * Source: OpenClaw 2026.3.13, semantics §5 and §6.3.
 */
export function orderFindings(facts: DoctorFacts): DoctorFinding[] {
  const { agents, config, configFile } = facts;
  const stored = agents.flatMap((agent) =>
    [...(agent.own?.order ?? [])].flatMap(([key, ids]) => storedOrder(agent, key, ids, facts)),
  );
  const everyId = new Map(agents.flatMap(({ effective }) => [...effective.profiles]));
  const configured = [...config.order].flatMap(([key, ids]) => {
    const where = { file: configFile, path: ["auth", "order", key], provider: key };
    return namedIds(where, key, ids, everyId, MANUAL);
  });
  return [...stored, ...configured, ...agents.flatMap((agent) => effects(agent, facts))];
}

type Where = { file: string | null; path: string[]; provider: string; agentId?: string };
type Profiles = ReadonlyMap<string, { provider: string }>;

function storedOrder(
  agent: DoctorAgent,
  key: string,
  ids: string[],
  { target }: DoctorFacts,
): DoctorFinding[] {
  const { agentId, storePath: file, effective } = agent;
  const where = { file, path: ["order", key], provider: key, agentId };
  return namedIds(where, key, ids, effective.profiles, orderFix(target, agentId, key));
}

function namedIds(
  where: Where,
  key: string,
  ids: string[],
  profiles: Profiles,
  fix: DoctorFix,
): DoctorFinding[] {
  const found: DoctorFinding[] = [];
  const wanted = normalizeAuthProvider(key);
  const named = [...new Set(ids)];
  const unknown = named.filter((id) => !profiles.has(id));
  const foreign = named.filter((id) => {
    const profile = profiles.get(id);
    return profile !== undefined && normalizeAuthProvider(profile.provider) !== wanted;
  });
  if (unknown.length > 0) found.push(doctorFinding("order_unknown_ids", where, listed(key, unknown), fix));
  if (foreign.length > 0) found.push(doctorFinding("order_wrong_provider", where, listed(key, foreign), fix));
  const normal = normalizeProvider(key);
  if (normal !== key) found.push(doctorFinding("order_alias_key", where, { provider: key, normal }, fix));
  return found;
}

function listed(provider: string, ids: string[]): Record<string, string | number> {
  const { names, more } = namesShown(ids, IDS_NAMED);
  return { provider, count: ids.length, ids: names, more };
}

/** What the orders come to for one agent, per provider that has an order or a list in the config. */
function effects(agent: DoctorAgent, facts: DoctorFacts): DoctorFinding[] {
  return providersOf(agent, facts).flatMap((provider): DoctorFinding[] => {
    const { config, nowMs } = facts;
    const resolved = resolveProfileOrder({ store: agent.effective, config, provider, nowMs });
    const hidden = resolved.rows.filter(
      (row) => row.eligibility === "ok" && row.position === null && isByOrder(row.excludedBy),
    );
    if (hidden.length === 0) return [];
    const code = resolved.order.length === 0 ? "order_disables" : "order_hides_profiles";
    const ids = hidden.map((row) => row.profileId);
    const { where, by, fix } = basisOf(agent, provider, resolved, facts);
    return [doctorFinding(code, where, { ...listed(provider, ids), agentId: agent.agentId, by }, fix)];
  });
}

const isByOrder = (by: OrderExclusion | null) => by !== null && by !== "ineligible";

/** An agent that adds nothing of its own to main's has main's findings. */
function providersOf({ own, isMain, effective }: DoctorAgent, { config }: DoctorFacts): string[] {
  const explicit = [
    ...effective.order.keys(),
    ...config.order.keys(),
    ...[...config.profiles.values()].map((entry) => entry.provider),
  ];
  const providers = [...new Set(explicit.map(normalizeProvider))];
  if (isMain) return providers;
  const touched = new Set([
    ...[...(own?.order.keys() ?? [])].map(normalizeAuthProvider),
    ...[...(own?.profiles.values() ?? [])].map((profile) => normalizeAuthProvider(profile.provider)),
  ]);
  return providers.filter((provider) => touched.has(normalizeAuthProvider(provider)));
}

function basisOf(agent: DoctorAgent, provider: string, { basis }: ProfileOrder, facts: DoctorFacts) {
  const { agentId } = agent;
  const common = { agentId, provider };
  if (basis === "stored") {
    const where = { ...common, file: agent.storePath, path: ["order", provider] };
    return { where, by: "stored_order", fix: orderFix(facts.target, agentId, provider) };
  }
  const isOrder = basis === "config";
  const path = isOrder ? ["auth", "order", provider] : ["auth", "profiles"];
  const where = { ...common, file: facts.configFile, path };
  return { where, by: isOrder ? "config_order" : "config_profiles", fix: MANUAL };
}
