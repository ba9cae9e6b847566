import { statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { openDatabase } from "#db/client.ts";
import { temporaryFolder } from "#lib/testing/temporary-folder.ts";

test("an opened database is durable, strict about references, and overwrites what it deletes", () => {
  const db = openDatabase(path.join(temporaryFolder(), "clawkeep.sqlite"));
  const pragma = (name: string) => db.raw.pragma(name, { simple: true });
  expect(pragma("journal_mode")).toBe("wal");
  expect(pragma("synchronous")).toBe(2);
  expect(pragma("foreign_keys")).toBe(1);
  expect(pragma("secure_delete")).toBe(1);
  expect(pragma("busy_timeout")).toBe(5000);
  db.close();
});

test("the folder and every file of the database are its owner's alone", () => {
  const folder = path.join(temporaryFolder(), "data");
  const file = path.join(folder, "clawkeep.sqlite");
  const db = openDatabase(file);
  const mode = (name: string) => statSync(name).mode & 0o777;
  expect(mode(folder)).toBe(0o700);
  expect([file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual([0o600, 0o600, 0o600]);
  db.close();
});

test("opening twice applies nothing twice", () => {
  const file = path.join(temporaryFolder(), "clawkeep.sqlite");
  openDatabase(file).close();
  const again = openDatabase(file);
  const applied = again.raw.prepare("SELECT count(*) AS n FROM schema_migrations").get();
  again.close();
  const third = openDatabase(file);
  expect(third.raw.prepare("SELECT count(*) AS n FROM schema_migrations").get()).toEqual(applied);
  third.close();
});
