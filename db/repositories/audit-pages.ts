import { and, desc, eq, getTableColumns, gte, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { alertChannels } from "#db/alert-schema.ts";
import type { Reader } from "#db/client.ts";
import { foldCase } from "#db/fold-case.ts";
import type { AuditRow } from "#db/repositories/audit-log.ts";
import { auditLog, gateways, profiles, user } from "#db/schema.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";

const { chain: _, ...columns } = getTableColumns(auditLog);

/** Where a page goes on: after this row, towards older ones. */
export type AuditCursor = { atMs: number; id: number };

/** One index of the log that gives rows newest first, each time for one value of its first column. */
type Way = {
  column: typeof auditLog.actor | typeof auditLog.event | typeof auditLog.subject;
  values: string[];
};

/** Beyond so many values, rows are looked for by time: each of them would be a search of its own. */
const VALUES_MAX = 200;
/** How far is counted to see which way has fewer rows. */
const SAMPLE = 2_000;

/**
 * The newest `limit` rows that fit, newest first; rows of the same moment by id.
 *
 * Rows are read in their order from an index, and a million of them are not sorted: where several values fit, the newest
 * rows of each are read and merged. Of several ways the one with the fewest rows is taken.
 */
export function listAuditPage(
  db: Reader,
  filter: AuditFilter,
  { limit, after }: { limit: number; after?: AuditCursor | undefined },
): AuditRow[] {
  const ways = waysOf(db, filter);
  if (ways.some(({ values }) => values.length === 0)) return [];
  const way = narrowest(db, ways);
  const others = ways.filter((each) => each !== way).map(({ column, values }) => isOneOf(column, values));
  const span = [...others, ...timesOf(filter), after && olderThan(after)];
  const read = (own: SQL | undefined) =>
    db
      .select(columns)
      .from(auditLog)
      .where(and(own, ...span))
      .orderBy(desc(auditLog.atMs), desc(auditLog.id))
      .limit(limit)
      .all();
  if (way === undefined) return read(undefined);
  return way.values
    .flatMap((value) => read(eq(way.column, value)))
    .sort((one, other) => other.atMs - one.atMs || other.id - one.id)
    .slice(0, limit);
}

/** Where the row of an id stands; null for an id that is none. */
export function findAuditCursor(db: Reader, id: number): AuditCursor | null {
  const { atMs } = auditLog;
  return db.select({ atMs, id: auditLog.id }).from(auditLog).where(eq(auditLog.id, id)).get() ?? null;
}

function waysOf(db: Reader, { event, actor, subject, text }: AuditFilter): Way[] {
  const ways: Way[] = [];
  if (subject) ways.push({ column: auditLog.subject, values: [subject] });
  if (text) ways.push({ column: auditLog.subject, values: subjectsWith(db, foldCase(text)) });
  if (actor) ways.push({ column: auditLog.actor, values: actorsCalled(db, actor) });
  if (event)
    ways.push({ column: auditLog.event, values: event.endsWith(".") ? eventsOf(db, event) : [event] });
  return ways;
}

function narrowest(db: Reader, ways: readonly Way[]): Way | undefined {
  const few = ways.filter(({ values }) => values.length <= VALUES_MAX);
  if (few.length <= 1) return few[0];
  const counted = few.map((way) => ({ way, rows: sizeOf(db, way) }));
  return counted.sort((one, other) => one.rows - other.rows)[0]?.way;
}

function sizeOf(db: Reader, { column, values }: Way): number {
  const some = db.select({ one: sql`1` }).from(auditLog).where(inArray(column, values)).limit(SAMPLE);
  return db.select({ rows: sql<number>`count(*)` }).from(some.as("some")).get()?.rows ?? 0;
}

/** The plus keeps SQLite from looking rows up by this column, whose order would have to be sorted. */
function isOneOf(column: Way["column"], values: readonly string[]): SQL {
  return sql`+${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function timesOf({ fromMs, untilMs }: AuditFilter): (SQL | undefined)[] {
  const { atMs } = auditLog;
  return [
    fromMs === undefined ? undefined : gte(atMs, fromMs),
    untilMs === undefined ? undefined : lt(atMs, untilMs),
  ];
}

function olderThan({ atMs, id }: AuditCursor): SQL | undefined {
  return and(lte(auditLog.atMs, atMs), or(lt(auditLog.atMs, atMs), lt(auditLog.id, id)));
}

/** The events of a thing, such as `profile.`. There are few, and each is found with one step in the index. */
function eventsOf(db: Reader, thing: string): string[] {
  return distinct(db, "event").filter((event) => event.startsWith(thing));
}

/** Every subject whose id or name holds a folded text. Costs as much as there are subjects, not rows. */
function subjectsWith(db: Reader, text: string): string[] {
  const found = distinct(db, "subject", sql`instr(fold_case(value), ${text}) > 0`);
  return [...new Set([...found, ...namedWith(db, text)])];
}

/** The ids of what has a name that holds a folded text, also of what was removed. */
function namedWith(db: Reader, text: string): string[] {
  const holds = (name: SQL | typeof gateways.name) => sql`instr(fold_case(${name}), ${text}) > 0`;
  const recorded = sql`${auditLog.details} ->> '$.name'`;
  return db
    .select({ id: gateways.id })
    .from(gateways)
    .where(holds(gateways.name))
    .unionAll(
      db
        .select({ id: profiles.id })
        .from(profiles)
        .where(holds(sql`${profiles.profileId}`)),
    )
    .unionAll(
      db
        .select({ id: user.id })
        .from(user)
        .where(holds(sql`${user.email}`)),
    )
    .unionAll(
      db
        .select({ id: alertChannels.id })
        .from(alertChannels)
        .where(holds(sql`${alertChannels.name}`)),
    )
    .unionAll(
      db
        .select({ id: auditLog.subject })
        .from(auditLog)
        .where(and(inArray(auditLog.event, ["gateway.removed", "channel.removed"]), holds(recorded))),
    )
    .all()
    .map(({ id }) => id);
}

function actorsCalled(db: Reader, name: string): string[] {
  const gateway = db.select({ id: gateways.id }).from(gateways).where(eq(gateways.name, name)).all();
  return [name, ...gateway.map(({ id }) => id)];
}

/** Every value of a column once, from its index: one step for each value. */
function distinct(db: Reader, name: "event" | "subject", where: SQL = sql`1`): string[] {
  const column = sql.raw(name);
  const next = sql`SELECT min(${column}) FROM audit_log WHERE ${column} > at.value`;
  return db
    .select({ value: sql<string>`value` })
    .from(sql`(WITH RECURSIVE at (value) AS (
      SELECT min(${column}) FROM audit_log UNION ALL SELECT (${next}) FROM at WHERE at.value IS NOT NULL
    ) SELECT value FROM at WHERE value IS NOT NULL AND ${where})`)
    .all()
    .map(({ value }) => value);
}
