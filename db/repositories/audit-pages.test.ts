import path from "node:path";
import { expect, test } from "vitest";
import { type Db, openDatabase } from "#db/client.ts";
import { mutate } from "#db/mutate.ts";
import { type AuditCursor, listAuditPage } from "#db/repositories/audit-pages.ts";
import type { AuditFilter } from "#lib/domain/audit-filter.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

type Said = {
  atMs: number;
  actor: string;
  event: string;
  subject: string;
  details?: Record<string, unknown>;
};

function logOf(rows: readonly Said[]): Db {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  afterThisTest(() => db.close());
  for (const { atMs, actor, ...audit } of rows)
    mutate(db, { actorKind: "user", actor, atMs }, () => ({ result: undefined, audit }));
  return db;
}

const EVENTS = ["profile.edited", "profile.removed", "gateway.added", "profiles.other"];

/** Three hundred rows, some of the same millisecond and some whose clock went back. */
const MANY: Said[] = Array.from({ length: 300 }, (_, n) => ({
  atMs: NOW_MS + ((n * 7) % 50) * 1000,
  actor: `person${n % 7}@example.test`,
  event: EVENTS[n % 4] ?? "",
  subject: n % 5 === 0 ? `Straße ${n % 3}` : `prof_${n % 11}`,
}));

/** The same, without an index. */
function expected(filter: AuditFilter): number[] {
  const { event, actor, subject, text, fromMs = 0, untilMs = Number.MAX_SAFE_INTEGER } = filter;
  return MANY.map((row, at) => ({ ...row, id: at + 1 }))
    .filter((row) => !event || (event.endsWith(".") ? row.event.startsWith(event) : row.event === event))
    .filter((row) => !actor || row.actor === actor)
    .filter((row) => !subject || row.subject === subject)
    .filter((row) => !text || row.subject.toLowerCase().includes(text.toLowerCase()))
    .filter((row) => row.atMs >= fromMs && row.atMs < untilMs)
    .sort((one, other) => other.atMs - one.atMs || other.id - one.id)
    .map(({ id }) => id);
}

function allPages(db: Db, filter: AuditFilter, limit: number): number[] {
  const ids: number[] = [];
  for (let after: AuditCursor | undefined; ; ) {
    const rows = listAuditPage(db.reader, filter, { limit, after });
    ids.push(...rows.map(({ id }) => id));
    if (rows.length < limit) return ids;
    after = rows.at(-1);
  }
}

const FILTERS: AuditFilter[] = [
  {},
  { event: "profile.edited" },
  { event: "profile." },
  { actor: "person3@example.test" },
  { subject: "prof_4" },
  { text: "STRASSE" },
  { text: "straße" },
  { text: "prof_1" },
  { fromMs: NOW_MS + 10_000, untilMs: NOW_MS + 20_000 },
  { event: "profile.", actor: "person3@example.test", text: "prof", fromMs: NOW_MS + 5_000 },
  { subject: "prof_4", text: "prof", event: "gateway.added" },
  { event: "nothing." },
  { text: "nowhere" },
  { actor: "nobody" },
];

test.each(FILTERS)("pages of %j hold each fitting row once, newest first", (filter) => {
  const db = logOf(MANY);
  expect(allPages(db, filter, 7)).toEqual(expected(filter));
  expect(allPages(db, filter, 1000)).toEqual(expected(filter));
});

test("what has a name is found by it, also when it is gone, and so is an actor", () => {
  const at = { atMs: NOW_MS, actor: "gw_1" };
  const db = logOf([
    { ...at, event: "gateway.added", subject: "gw_1" },
    { ...at, event: "gateway.added", subject: "gw_2" },
    { ...at, event: "gateway.removed", subject: "gw_2", details: { name: "Keller" } },
  ]);
  db.raw.exec(
    "INSERT INTO gateways (id, name, state_dir, created_at_ms, created_by) VALUES ('gw_1', 'Büro', '/x', 1, 'x')",
  );
  const ids = (filter: AuditFilter) => listAuditPage(db.reader, filter, { limit: 9 }).map(({ id }) => id);
  expect(ids({ text: "büro" })).toEqual([1]);
  expect(ids({ text: "BÜR" })).toEqual([1]);
  expect(ids({ text: "keller" })).toEqual([3, 2]);
  expect(ids({ actor: "Büro" })).toEqual([3, 2, 1]);
});

test("more subjects than are searched one by one are found all the same", () => {
  const rows = Array.from({ length: 450 }, (_, n) => ({
    atMs: NOW_MS + n,
    actor: "x",
    event: "profile.edited",
    subject: n % 2 === 0 ? `prof_${n}` : `other ${n}`,
  }));
  const db = logOf(rows);
  expect(allPages(db, { text: "prof_" }, 50)).toEqual(Array.from({ length: 225 }, (_, n) => 449 - 2 * n));
});

test.each<[filter: AuditFilter, index: RegExp]>([
  [{}, /SEARCH audit_log USING INDEX audit_log_by_time \(at_ms<\?\)/],
  [{ fromMs: 1, untilMs: 2 }, /SEARCH audit_log USING INDEX audit_log_by_time \(at_ms>\? AND at_ms<\?\)/],
  [{ event: "profile.edited" }, /SEARCH audit_log USING INDEX audit_log_by_event \(event=\?/],
  [{ event: "profile." }, /SEARCH audit_log USING INDEX audit_log_by_event \(event=\?/],
  [{ actor: "person3@example.test" }, /SEARCH audit_log USING INDEX audit_log_by_actor \(actor=\?/],
  [{ subject: "prof_4" }, /SEARCH audit_log USING INDEX audit_log_by_subject \(subject=\?/],
  [{ text: "prof" }, /SEARCH audit_log USING INDEX audit_log_by_subject \(subject=\?/],
])("the rows of %j come from an index in their order: nothing is sorted", (filter, index) => {
  const db = logOf(MANY);
  const prepare = db.raw.prepare.bind(db.raw);
  const plans: string[] = [];
  db.raw.prepare = ((text: string) => {
    if (/from "audit_log" .*order by/.test(text)) {
      const blanks = Array.from({ length: text.split("?").length - 1 }, () => "1");
      const steps = prepare(`EXPLAIN QUERY PLAN ${text}`).all(...blanks) as { detail: string }[];
      plans.push(steps.map(({ detail }) => detail).join("; "));
    }
    return prepare(text);
  }) as typeof db.raw.prepare;
  listAuditPage(db.reader, filter, { limit: 50, after: { atMs: NOW_MS + 40_000, id: 100 } });
  expect(plans.length).toBeGreaterThan(0);
  for (const plan of plans) {
    expect(plan).toMatch(index);
    expect(plan).not.toMatch(/TEMP B-TREE FOR ORDER BY/);
  }
});
