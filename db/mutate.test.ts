import path from "node:path";
import { expect, test } from "vitest";
import { type Db, openDatabase } from "#db/client.ts";
import { mutate, NO_CHANGE, type Stamp } from "#db/mutate.ts";
import { findSetting, saveSetting } from "#db/repositories/settings.ts";
import { auditLog } from "#db/schema.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STAMP: Stamp = { actorKind: "system", actor: "system", atMs: NOW_MS };
const open = (): Db => openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
const rows = (db: Db) => db.reader.select().from(auditLog).all();

test("a mutation and its audit row are one transaction", () => {
  const db = open();
  mutate(db, STAMP, (tx) => {
    saveSetting(tx, "vault_id", "v_1");
    return { result: undefined, audit: { event: "test.saved", subject: "v_1" } };
  });
  expect(rows(db)).toMatchObject([
    { event: "test.saved", subject: "v_1", actor: "system", atMs: NOW_MS, details: {} },
  ]);
  db.close();
});

test("a mutation that throws leaves neither its change nor an audit row", () => {
  const db = open();
  const attempt = () =>
    mutate(db, STAMP, (tx) => {
      saveSetting(tx, "vault_id", "v_1");
      throw new Error("refused");
    });
  expect(attempt).toThrow("refused");
  expect(findSetting(db.reader, "vault_id")).toBeNull();
  expect(rows(db)).toEqual([]);
  db.close();
});

test("a mutation whose audit row cannot be written does not happen", { tags: ["F07"] }, () => {
  const db = open();
  db.raw.exec(
    "CREATE TRIGGER no_audit BEFORE INSERT ON audit_log BEGIN SELECT RAISE(ABORT, 'audit is closed'); END;",
  );
  const attempt = () =>
    mutate(db, STAMP, (tx) => {
      saveSetting(tx, "vault_id", "v_1");
      return { result: undefined, audit: { event: "test.saved", subject: "v_1" } };
    });
  expect(attempt).toThrow("audit is closed");
  expect(findSetting(db.reader, "vault_id")).toBeNull();
  db.close();
});

test("a deed that found nothing to change says so and leaves no audit row", () => {
  const db = open();
  expect(mutate(db, STAMP, () => ({ result: 7, audit: NO_CHANGE }))).toBe(7);
  expect(rows(db)).toEqual([]);
  db.close();
});

test("audit rows can be neither changed nor deleted", { tags: ["W19"] }, () => {
  const db = open();
  mutate(db, STAMP, () => ({ result: undefined, audit: { event: "test.said", subject: "x" } }));
  expect(() => db.raw.exec("UPDATE audit_log SET event = 'other'")).toThrow("append-only");
  expect(() => db.raw.exec("DELETE FROM audit_log")).toThrow("append-only");
  expect(rows(db)).toHaveLength(1);
  db.close();
});

test("forgetting the audit entry, or awaiting inside, does not compile", () => {
  const db = open();
  // @ts-expect-error the callback must say what it did
  const forgetful = () => mutate(db, STAMP, () => ({ result: 1 }));
  // @ts-expect-error a better-sqlite3 transaction cannot await
  const asynchronous = () => mutate(db, STAMP, async () => ({ result: 1, audit: NO_CHANGE }));
  expect(forgetful).toThrow();
  expect(asynchronous).toThrow();
  db.close();
});
