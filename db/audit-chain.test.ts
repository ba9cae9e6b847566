import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { chainValue } from "#db/audit-chain.ts";
import { type Db, openDatabase } from "#db/client.ts";
import { loadDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { mutate, type Stamp } from "#db/mutate.ts";
import { auditExtent, BEFORE_FIRST, checkStretch } from "#db/repositories/audit-chain.ts";
import { saveSetting } from "#db/repositories/settings.ts";
import type { BadRow } from "#lib/domain/audit-fault.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { afterThisTest, temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STAMP: Stamp = { actorKind: "system", actor: "system", atMs: NOW_MS };

function logOf(rows: number): Db {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  afterThisTest(() => db.close());
  for (let n = 1; n <= rows; n += 1) {
    const audit = { event: "test.said", subject: `thing ${n}`, details: { n } };
    mutate(db, STAMP, () => ({ result: undefined, audit }));
  }
  return db;
}

function firstBad(db: Db, limit = 4): BadRow | null {
  const { written, lastId } = auditExtent(db);
  let at = BEFORE_FIRST;
  for (;;) {
    const { end, bad, isLast } = checkStretch(db, at, { untilId: lastId, limit });
    if (bad) return bad;
    at = end;
    if (isLast) return lastId < written ? { id: lastId + 1, fault: "truncated" } : null;
  }
}

/** Someone with the file in hand, whom no trigger stops. */
function bend(db: Db, sql: string): void {
  db.raw.exec("DROP TRIGGER IF EXISTS audit_log_no_update; DROP TRIGGER IF EXISTS audit_log_no_delete");
  db.raw.exec(sql);
}

const SWAP_IDS =
  "UPDATE audit_log SET id = -1 WHERE id = 5; UPDATE audit_log SET id = 5 WHERE id = 6; UPDATE audit_log SET id = 6 WHERE id = -1";
const SWAP_SUBJECTS_AND_DETAILS = `CREATE TEMP TABLE was AS SELECT * FROM audit_log;
  UPDATE audit_log SET (subject, details) = (SELECT subject, details FROM was WHERE was.id = 11 - audit_log.id)
  WHERE id IN (5, 6)`;

test.each<[what: string, sql: string, bad: BadRow]>([
  ["an edited subject", "UPDATE audit_log SET subject = 'other' WHERE id = 7", { id: 7, fault: "edited" }],
  ["an edited actor", "UPDATE audit_log SET actor = 'nobody' WHERE id = 1", { id: 1, fault: "edited" }],
  ["an edited time", "UPDATE audit_log SET at_ms = at_ms + 1 WHERE id = 10", { id: 10, fault: "edited" }],
  [
    "details that mean the same in other words",
    "UPDATE audit_log SET details = ' {\"n\":3}' WHERE id = 3",
    { id: 3, fault: "edited" },
  ],
  ["a chain value taken out", "UPDATE audit_log SET chain = NULL WHERE id = 4", { id: 4, fault: "edited" }],
  ["a row taken out", "DELETE FROM audit_log WHERE id = 4", { id: 4, fault: "missing" }],
  ["the first row taken out", "DELETE FROM audit_log WHERE id = 1", { id: 1, fault: "missing" }],
  ["two rows that change places", SWAP_IDS, { id: 5, fault: "reordered" }],
  ["two rows whose contents change places", SWAP_SUBJECTS_AND_DETAILS, { id: 5, fault: "reordered" }],
  ["the newest rows taken out", "DELETE FROM audit_log WHERE id > 8", { id: 9, fault: "truncated" }],
  ["every row taken out", "DELETE FROM audit_log", { id: 1, fault: "truncated" }],
])("%s: the first bad row is named", (_, sql, bad) => {
  const db = logOf(10);
  expect(firstBad(db)).toBeNull();
  bend(db, sql);
  expect(firstBad(db)).toEqual(bad);
});

test("a verifier that looks only at the order of the ids would miss an edited row", () => {
  const db = logOf(10);
  bend(db, "UPDATE audit_log SET actor = 'nobody' WHERE id = 7");
  const ids = db.raw.prepare("SELECT id FROM audit_log ORDER BY id").pluck().all();
  const twin = ids.findIndex((id, at) => id !== at + 1);
  expect(twin).toBe(-1);
  expect(firstBad(db)).toEqual({ id: 7, fault: "edited" });
});

test("rows that are written after the newest were taken out leave a gap that is found", () => {
  const db = logOf(10);
  bend(db, "DELETE FROM audit_log WHERE id > 8");
  mutate(db, STAMP, () => ({ result: undefined, audit: { event: "test.said", subject: "later" } }));
  expect(firstBad(db)).toEqual({ id: 9, fault: "missing" });
});

test("several rows of one deed are chained, and so is what a deed of several connections writes", () => {
  const db = logOf(2);
  const other = openDatabase(db.raw.name);
  afterThisTest(() => other.close());
  const audit = [
    { event: "test.said", subject: "一" },
    { event: "test.said", subject: "half \ud800 and \u0000" },
  ];
  for (const each of [db, other, db]) mutate(each, STAMP, () => ({ result: undefined, audit }));
  expect(auditExtent(db)).toEqual({ written: 8, lastId: 8 });
  expect(firstBad(other)).toBeNull();
});

test("moving a character from one column to the next is another row", () => {
  const row = { id: 1, atMs: 2, actorKind: "cli", actor: "ab", event: "c", subject: "d", details: "{}" };
  const moved = { ...row, actor: "a", event: "bc" };
  expect(chainValue(BEFORE_FIRST.chain, row)).not.toEqual(chainValue(BEFORE_FIRST.chain, moved));
});

test("the chain value of a row stays what it is: verifying must understand logs of years ago", () => {
  const row = {
    id: 1,
    atMs: NOW_MS,
    actorKind: "cli",
    actor: "é",
    event: "a.b",
    subject: "s",
    details: "{}",
  };
  expect(chainValue(BEFORE_FIRST.chain, row).toString("hex")).toMatchInlineSnapshot(
    `"702f7960d599fe9df4e7a03ee3fd3a4afb45cb557fca7b7bc7f659335ea11020"`,
  );
});

test("rows from before the chain get theirs, and the log stays append-only", () => {
  const folder = path.join(temporaryFolder(), "migrations");
  mkdirSync(folder);
  const before = readdirSync("db/migrations").filter((name) => name < CHAIN_MIGRATION);
  for (const name of before) copyFileSync(path.join("db/migrations", name), path.join(folder, name));
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  const Driver = loadDriver();
  const raw = new Driver(file);
  migrate(raw, folder);
  const insert = raw.prepare(
    "INSERT INTO audit_log (at_ms, actor_kind, actor, event, subject, details) VALUES (?, 'system', 'x', 'a.b', ?, '{}')",
  );
  for (let n = 0; n < 500; n += 1) insert.run(NOW_MS - n, `s ${n}`);
  raw.close();

  const db = openDatabase(file);
  afterThisTest(() => db.close());
  mutate(db, STAMP, () => ({ result: undefined, audit: { event: "test.said", subject: "after" } }));
  expect(auditExtent(db)).toEqual({ written: 501, lastId: 501 });
  expect(firstBad(db, 100)).toBeNull();
  expect(() => db.raw.exec("UPDATE audit_log SET event = 'other'")).toThrow("append-only");
  expect(() => db.raw.exec("DELETE FROM audit_log")).toThrow("append-only");
});

test("on a full disk nothing of a deed is left, and the log still fits together", () => {
  const db = logOf(3);
  const pages = db.raw.pragma("page_count", { simple: true });
  db.raw.pragma(`max_page_count = ${pages}`);
  const details = { text: "x".repeat(200_000) };
  const attempt = () =>
    mutate(db, STAMP, (tx) => {
      saveSetting(tx, "vault_id", "v_1");
      return { result: undefined, audit: { event: "test.saved", subject: "v_1", details } };
    });
  expect(attempt).toThrow("full");
  expect(db.raw.prepare("SELECT count(*) FROM settings").pluck().get()).toBe(0);
  expect(auditExtent(db)).toEqual({ written: 3, lastId: 3 });
  expect(firstBad(db)).toBeNull();
  db.raw.pragma("max_page_count = 1000000");
  mutate(db, STAMP, () => ({ result: undefined, audit: { event: "test.said", subject: "again" } }));
  expect(firstBad(db)).toBeNull();
});

const CHAIN_MIGRATION = readdirSync("db/migrations").find((name) => name.endsWith("_audit_chain.sql")) ?? "";
