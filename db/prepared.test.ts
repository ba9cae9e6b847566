import path from "node:path";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { type Db, openDatabase } from "#db/client.ts";
import { mutate, type Stamp } from "#db/mutate.ts";
import { keptQuery } from "#db/prepared.ts";
import { saveSetting } from "#db/repositories/settings.ts";
import { settings } from "#db/schema.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const STAMP: Stamp = { actorKind: "system", actor: "system", atMs: NOW_MS };
const open = (): Db => openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
const save = (db: Db, value: string) =>
  mutate(db, STAMP, (tx) => {
    saveSetting(tx, "vault_id", value);
    return { result: query(tx).get({ key: "vault_id" })?.value, audit: { event: "test", subject: "x" } };
  });

let built = 0;
const query = keptQuery((db) => {
  built += 1;
  const where = eq(settings.key, sql.placeholder("key"));
  return db.select({ value: settings.value }).from(settings).where(where).prepare();
});

test("a kept query is built once for each connection, whether inside of a transaction or not", () => {
  const [one, other] = [open(), open()];
  built = 0;
  expect(query(one.reader).get({ key: "vault_id" })).toBeUndefined();
  expect(save(one, "v_1")).toBe("v_1");
  expect(save(one, "v_2")).toBe("v_2");
  expect(query(one.reader).get({ key: "vault_id" })?.value).toBe("v_2");
  expect(built).toBe(1);
  expect(query(other.reader).get({ key: "vault_id" })).toBeUndefined();
  expect(built).toBe(2);
  one.close();
  other.close();
});

test("in a transaction a kept query sees what that one did, and nothing of it once it was undone", () => {
  const db = open();
  save(db, "v_1");
  const undone = () =>
    mutate(db, STAMP, (tx) => {
      saveSetting(tx, "vault_id", "v_2");
      expect(query(tx).get({ key: "vault_id" })?.value).toBe("v_2");
      throw new Error("no");
    });
  expect(undone).toThrow("no");
  expect(query(db.reader).get({ key: "vault_id" })?.value).toBe("v_1");
  db.close();
});
