import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { registerChainOfAll } from "#db/audit-chain.ts";
import { foldCase } from "#db/fold-case.ts";
import { packageRoot } from "#db/package-root.ts";

const MIGRATION_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * Applies the SQL files of `db/migrations` that this database has not seen, in order, in one transaction.
 *
 * Forward only. A file that was applied and changed since, or a database newer than this program, is
 * refused: guessing would damage data. The connection gets `fold_case`, which the schema's triggers call.
 */
export function migrate(
  raw: Database,
  folder = path.join(/* turbopackIgnore: true */ packageRoot(), "db/migrations"),
): void {
  registerFunctions(raw);
  const files = readMigrations(folder);
  const table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) STRICT";
  raw
    .transaction(() => {
      raw.exec(table);
      const applied = new Map(
        raw
          .prepare<[], { name: string; sha256: string }>("SELECT name, sha256 FROM schema_migrations")
          .all()
          .map((row) => [row.name, row.sha256]),
      );
      for (const file of files) {
        const seen = applied.get(file.name);
        applied.delete(file.name);
        if (seen === file.sha256) continue;
        if (seen !== undefined)
          throw new Error(`Migration ${file.name} was changed after it had been applied.`);
        raw.exec(file.sql);
        raw.prepare("INSERT INTO schema_migrations (name, sha256) VALUES (?, ?)").run(file.name, file.sha256);
      }
      const unknown = [...applied.keys()][0];
      if (unknown)
        throw new Error(`The database was made by a newer Clawkeep (migration ${unknown}). Start that one.`);
    })
    .immediate();
}

/** For a database that may not be written: throws unless it has every migration of this program and no other. */
export function requireMigrated(raw: Database): void {
  registerFunctions(raw);
  const applied = raw
    .prepare("SELECT name || ' ' || sha256 FROM schema_migrations ORDER BY name")
    .pluck()
    .all();
  const folder = path.join(/* turbopackIgnore: true */ packageRoot(), "db/migrations");
  const ours = readMigrations(folder).map(({ name, sha256 }) => `${name} ${sha256}`);
  if (applied.join() !== ours.join()) throw new Error("The database has other migrations than this program.");
}

function registerFunctions(raw: Database): void {
  raw.function("fold_case", { deterministic: true }, (text) =>
    typeof text === "string" ? foldCase(text) : null,
  );
  registerChainOfAll(raw);
}

function readMigrations(folder: string): { name: string; sql: string; sha256: string }[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort();
  return names.map((name, at) => {
    const number = MIGRATION_NAME.exec(name)?.[1];
    if (Number(number) !== at + 1) throw new Error(`Migration ${name} is out of sequence.`);
    const sql = readFileSync(path.join(folder, name), "utf8");
    return { name, sql, sha256: createHash("sha256").update(sql).digest("hex") };
  });
}
