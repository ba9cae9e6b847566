import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

const FIRST = "CREATE TABLE a (id TEXT PRIMARY KEY) STRICT;";

const schemaError = (code: string, migration: string) =>
  expect.objectContaining({ code, params: { migration } });

function memory() {
  const Driver = loadDriver();
  return new Driver(":memory:");
}

function folderWith(files: Record<string, string>): string {
  const folder = temporaryFolder();
  for (const [name, sql] of Object.entries(files)) writeFileSync(path.join(folder, name), sql);
  return folder;
}

describe("migrating", () => {
  test("applies what is new, in order, once", () => {
    const raw = memory();
    migrate(raw, folderWith({ "0001_a.sql": FIRST }));
    migrate(raw, folderWith({ "0001_a.sql": FIRST, "0002_b.sql": "ALTER TABLE a ADD COLUMN b TEXT;" }));
    expect(raw.prepare("SELECT name FROM schema_migrations ORDER BY name").pluck().all()).toEqual([
      "0001_a.sql",
      "0002_b.sql",
    ]);
  });

  test("refuses a file that changed after it was applied", () => {
    const raw = memory();
    migrate(raw, folderWith({ "0001_a.sql": FIRST }));
    expect(() => migrate(raw, folderWith({ "0001_a.sql": `${FIRST} -- edited` }))).toThrow(
      schemaError("database_schema_other", "0001_a.sql"),
    );
  });

  test("refuses a database that a newer program made", () => {
    const raw = memory();
    migrate(raw, folderWith({ "0001_a.sql": FIRST, "0002_b.sql": "CREATE TABLE b (id TEXT) STRICT;" }));
    expect(() => migrate(raw, folderWith({ "0001_a.sql": FIRST }))).toThrow(
      schemaError("database_newer", "0002_b.sql"),
    );
  });

  test("refuses a database in which the name of a migration is damaged, and applies nothing", () => {
    const raw = memory();
    const folder = folderWith({ "0001_a.sql": FIRST, "0002_b.sql": "CREATE TABLE b (id TEXT) STRICT;" });
    migrate(raw, folder);
    raw.exec("UPDATE schema_migrations SET name = '0003_b.sql' WHERE name = '0002_b.sql'");
    expect(() => migrate(raw, folder)).toThrow(schemaError("database_schema_other", "0002_b.sql"));
    expect(raw.prepare("SELECT count(*) FROM schema_migrations").pluck().get()).toBe(2);
  });

  test("refuses a gap in the numbers before it applies anything", () => {
    const raw = memory();
    expect(() => migrate(raw, folderWith({ "0002_b.sql": FIRST }))).toThrow("out of sequence");
    expect(raw.prepare("SELECT count(*) FROM sqlite_master").pluck().get()).toBe(0);
  });

  test("leaves nothing behind when one of several files fails", () => {
    const raw = memory();
    const files = { "0001_a.sql": FIRST, "0002_b.sql": "CREATE TABLE a (id TEXT) STRICT;" };
    expect(() => migrate(raw, folderWith(files))).toThrow("already exists");
    expect(raw.prepare("SELECT count(*) FROM sqlite_master").pluck().get()).toBe(0);
  });
});
