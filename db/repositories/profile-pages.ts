import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import type { ProfileRow } from "#db/repositories/profiles.ts";
import { credentials, gateways, profiles, publishedEntries } from "#db/schema.ts";

/** Which profiles a person asked for. */
export type ProfileFilter = {
  gatewayId?: string | undefined;
  agentId?: string | undefined;
  provider?: string | undefined;
  /** Found in the profile id, label, e-mail, masked tail, fingerprint and reference, in either case. */
  text?: string | undefined;
  group?: ProfileFilterGroup | undefined;
};

/**
 * `maybe_unpublished` has profiles as well that were never published because the gateway has them so by itself, which
 * only the gateway's files tell.
 */
export type ProfileFilterGroup =
  | { kind: "usable"; nowMs: number }
  | { kind: "unusable"; nowMs: number }
  | { kind: "expiring"; nowMs: number; untilMs: number }
  | { kind: "maybe_unpublished" };

/** A profile with its gateway's name and when it was last published, null for never. */
export type ProfilePageRow = ProfileRow & { gatewayName: string; publishedAtMs: number | null };

const columns = {
  ...getTableColumns(profiles),
  fingerprint: credentials.fingerprint,
  tail: credentials.tail,
  secretChangedAtMs: credentials.createdAtMs,
  gatewayName: gateways.name,
  publishedAtMs: publishedEntries.publishedAtMs,
};

const publication = and(
  eq(publishedEntries.gatewayId, profiles.gatewayId),
  eq(publishedEntries.agentId, profiles.agentId),
  eq(publishedEntries.kind, "profile"),
  eq(publishedEntries.key, profiles.profileId),
);

/** Profiles by gateway, by agent and then as they came. Without `page` all of them. */
export function listProfilePage(
  db: Reader,
  filter: ProfileFilter,
  page?: { limit: number; offset: number },
): ProfilePageRow[] {
  // A cross join is one that SQLite leaves in this order, which is the order of the rows: it need not sort them.
  const rows = db
    .select(columns)
    .from(gateways)
    .crossJoin(profiles)
    .leftJoin(credentials, eq(credentials.profileRowId, profiles.id))
    .leftJoin(publishedEntries, publication)
    .where(and(eq(profiles.gatewayId, gateways.id), conditionsOf(filter)))
    .orderBy(asc(gateways.name), asc(profiles.agentId), sql`${profiles}.rowid`);
  return page ? rows.limit(page.limit).offset(page.offset).all() : rows.all();
}

export function countProfiles(db: Reader, filter: ProfileFilter): number {
  const conditions = conditionsOf(filter);
  const plain = db.select({ found: count() }).from(profiles);
  if (!filter.text && filter.group?.kind !== "maybe_unpublished")
    return plain.where(conditions).get()?.found ?? 0;
  const joined = plain
    .leftJoin(credentials, eq(credentials.profileRowId, profiles.id))
    .leftJoin(publishedEntries, publication);
  return joined.where(conditions).get()?.found ?? 0;
}

/** The agents that have profiles, by gateway. Costs as much as there are agents, not profiles. */
export function listProfileAgents(db: Reader): { gatewayId: string; agentId: string }[] {
  const first = sql`SELECT gateway_id, agent_id FROM profiles ORDER BY gateway_id, agent_id LIMIT 1`;
  const next = sql`SELECT rowid FROM profiles WHERE (gateway_id, agent_id) > (at.gateway_id, at.agent_id)
    ORDER BY gateway_id, agent_id LIMIT 1`;
  return db
    .select({ gatewayId: sql<string>`gateway_id`, agentId: sql<string>`agent_id` })
    .from(sql`(WITH RECURSIVE at (gateway_id, agent_id) AS (
      SELECT * FROM (${first}) UNION ALL
      SELECT profiles.gateway_id, profiles.agent_id FROM at JOIN profiles ON profiles.rowid = (${next})
    ) SELECT * FROM at)`)
    .all();
}

/** The providers that profiles have, as they are spelled. */
export function listProfileProviders(db: Reader): string[] {
  const next = sql`SELECT min(provider) FROM profiles WHERE provider > at.provider`;
  const found = db
    .select({ provider: sql<string>`provider` })
    .from(sql`(WITH RECURSIVE at (provider) AS (
      SELECT min(provider) FROM profiles UNION ALL SELECT (${next}) FROM at WHERE at.provider IS NOT NULL
    ) SELECT provider FROM at WHERE provider IS NOT NULL)`)
    .all();
  return found.map(({ provider }) => provider);
}

function conditionsOf({ gatewayId, agentId, provider, text, group }: ProfileFilter): SQL | undefined {
  return and(
    gatewayId ? eq(profiles.gatewayId, gatewayId) : undefined,
    agentId ? eq(profiles.agentId, agentId) : undefined,
    provider ? eq(profiles.provider, provider) : undefined,
    text ? holdsText(text.toLowerCase()) : undefined,
    group && inGroup(group),
  );
}

/** OAuth material stays on the gateway: it is never removed by publishing, and its end is no news. */
const isRemoved = and(isNotNull(profiles.removedAtMs), not(eq(profiles.type, "oauth")));
const isStatic = not(eq(profiles.type, "oauth"));

/** What `credentialEligibility` says of a profile that has material, which every profile here has. */
const isOver = (nowMs: number) => and(eq(profiles.type, "token"), lte(profiles.expiresAtMs, nowMs));

function inGroup(group: ProfileFilterGroup): SQL | undefined {
  if (group.kind === "maybe_unpublished") {
    const isBehind = lt(publishedEntries.publishedAtMs, profiles.changedAtMs);
    return and(isStatic, or(isNotNull(profiles.removedAtMs), isNull(publishedEntries.key), isBehind));
  }
  // An expiry that is absent makes a comparison neither true nor false.
  const over = sql`coalesce(${isOver(group.nowMs)}, 0)`;
  const live = sql`NOT coalesce(${isRemoved}, 0)`;
  if (group.kind === "unusable") return and(live, over);
  if (group.kind === "usable") return and(live, sql`NOT ${over}`);
  const { nowMs, untilMs } = group;
  return and(live, isStatic, sql`${profiles.expiresAtMs} > ${nowMs}`, lte(profiles.expiresAtMs, untilMs));
}

/** SQLite folds the case of ASCII alone, so any other text is compared by a function of ours, which is slower. */
function holdsText(text: string): SQL | undefined {
  const fold = /^\p{ASCII}*$/u.test(text) ? sql`lower` : sql`fold_case`;
  const holds = (field: SQL | typeof profiles.label) => sql`instr(${fold}(${field}), ${text}) > 0`;
  // A secret of ours is published under its agent and id where OpenClaw takes those (`resolverRefId`).
  const ownRef = sql`CASE WHEN ${profiles.source} = 'vault' THEN ${profiles.agentId} || '/' || ${profiles.profileId} END`;
  return or(
    holds(sql`${profiles.profileId}`),
    holds(sql`${profiles.label}`),
    holds(sql`${profiles.email}`),
    holds(sql`${credentials.tail}`),
    holds(sql`${credentials.fingerprint}`),
    holds(sql`json_extract(${profiles.ref}, '$.id')`),
    holds(ownRef),
  );
}
