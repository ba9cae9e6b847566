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
import { profileSearch } from "#db/derived-schema.ts";
import { foldCase } from "#db/fold-case.ts";
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

/** Where a page stands among those that `countProfiles` found. */
export type PagePlace = { limit: number; offset: number; found: number };

/** So few are sorted sooner than all profiles are gone through in their order. */
const FEW = 2_000;

/** Profiles by gateway, by agent and then as they came. Without `page` all of them. */
export function listProfilePage(db: Reader, filter: ProfileFilter, page?: PagePlace): ProfilePageRow[] {
  const isFew = Boolean(filter.text) && (page === undefined || page.found <= FEW);
  const from = db.select(columns).from(gateways);
  const ofGateway = eq(profiles.gatewayId, gateways.id);
  // A cross join is one that SQLite leaves in this order, which is the order of the rows: it need not sort them.
  const joined = isFew ? from.innerJoin(profiles, ofGateway) : from.crossJoin(profiles);
  const rows = joined
    .leftJoin(credentials, eq(credentials.profileRowId, profiles.id))
    .leftJoin(publishedEntries, publication)
    .where(and(ofGateway, conditionsOf(filter, isFew ? textInList : textInEach)))
    .orderBy(asc(gateways.name), asc(profiles.agentId), sql`${profiles}.rowid`);
  return page ? rows.limit(page.limit).offset(page.offset).all() : rows.all();
}

export function countProfiles(db: Reader, filter: ProfileFilter): number {
  const { text, group, ...place } = filter;
  if (text && !group && !Object.values(place).some(Boolean)) return countTexts(db, foldCase(text));
  const conditions = conditionsOf(filter, textInList);
  const plain = db.select({ found: count() }).from(profiles);
  if (group?.kind !== "maybe_unpublished") return plain.where(conditions).get()?.found ?? 0;
  return plain.leftJoin(publishedEntries, publication).where(conditions).get()?.found ?? 0;
}

/** The agents that have profiles, those of each gateway in order. Costs as much as there are agents, not profiles. */
export function listProfileAgents(db: Reader): { gatewayId: string; agentId: string }[] {
  const first = sql`SELECT min(agent_id) FROM profiles WHERE gateway_id = gateways.id`;
  const next = sql`SELECT min(agent_id) FROM profiles
    WHERE gateway_id = at.gateway_id AND agent_id > at.agent_id`;
  return db
    .select({ gatewayId: sql<string>`gateway_id`, agentId: sql<string>`agent_id` })
    .from(sql`(WITH RECURSIVE at (gateway_id, agent_id) AS (
      SELECT id, (${first}) FROM gateways UNION ALL
      SELECT at.gateway_id, (${next}) FROM at WHERE at.agent_id IS NOT NULL
    ) SELECT * FROM at WHERE agent_id IS NOT NULL)`)
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

function conditionsOf(
  { gatewayId, agentId, provider, text, group }: ProfileFilter,
  holdsText: (text: string) => SQL | undefined,
): SQL | undefined {
  return and(
    gatewayId ? eq(profiles.gatewayId, gatewayId) : undefined,
    agentId ? eq(profiles.agentId, agentId) : undefined,
    provider ? eq(profiles.provider, provider) : undefined,
    text ? holdsText(foldCase(text)) : undefined,
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

/** Ends each part of a search text. Nobody types it, and no search reaches over it. */
const PART_END = "\u001f";
/** What the shown ends of secrets and their fingerprints can hold, so that other searches need not look there. */
const TAIL_LENGTH = 4;
const FINGERPRINT = /^[\w-]{1,16}$/;

const inText = (text: string) => sql`instr(${profileSearch.text}, ${text}) > 0`;

/** Whether what is shown of a secret holds a folded text; undefined when none can. */
function inShown(text: string): SQL | undefined {
  const tail = sql`instr(fold_case(${credentials.tail}), ${text}) > 0`;
  const fingerprint = sql`instr(lower(${credentials.fingerprint}), ${text}) > 0`;
  return or(text.length <= TAIL_LENGTH ? tail : undefined, FINGERPRINT.test(text) ? fingerprint : undefined);
}

/** For few: all that hold a folded text are looked up first. */
function textInList(text: string): SQL {
  if (text.includes(PART_END)) return sql`0`;
  const shown = inShown(text);
  const named = sql`SELECT ${profileSearch.profileRowId} FROM ${profileSearch} WHERE ${inText(text)}`;
  const held = shown && sql` UNION ALL SELECT ${credentials.profileRowId} FROM ${credentials} WHERE ${shown}`;
  return sql`${profiles.id} IN (${named}${held ?? sql``})`;
}

/** For many: each profile is looked at in its turn, until the page is full. Needs `credentials` in the query. */
function textInEach(text: string): SQL | undefined {
  if (text.includes(PART_END)) return sql`0`;
  const own = sql`${profileSearch.profileRowId} = ${profiles.id}`;
  return or(sql`EXISTS (SELECT 1 FROM ${profileSearch} WHERE ${own} AND ${inText(text)})`, inShown(text));
}

/** How many hold a folded text: in what the schema keeps of them, and of the others in what is shown of their secrets. */
function countTexts(db: Reader, text: string): number {
  if (text.includes(PART_END)) return 0;
  const own = db.select({ found: count() }).from(profileSearch).where(inText(text)).get()?.found ?? 0;
  const shown = inShown(text);
  if (!shown) return own;
  const others = db
    .select({ found: count() })
    .from(credentials)
    .crossJoin(profileSearch)
    .where(and(shown, eq(profileSearch.profileRowId, credentials.profileRowId), not(inText(text))))
    .get();
  return own + (others?.found ?? 0);
}
