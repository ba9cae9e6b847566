import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { registerChainOfAll } from "#db/audit-chain.ts";
import { foldCase } from "#db/fold-case.ts";
import { packageRoot } from "#db/package-root.ts";

type Migration = { name: string; sql: string; sha256: string };

const MIGRATION_NAME = /^(\d{4})_[a-z0-9_]+\.sql$/;

/**
 * Applies the SQL files of `db/migrations` that this database has not seen, in order, in one transaction.
 *
 * Forward only. A file that was applied and changed since, or a database newer than this program, is
 * refused with a SchemaError: guessing would damage data. The connection gets `fold_case`, which the schema's triggers call.
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
      for (const { name, sql, sha256 } of pendingOf(raw, files)) {
        raw.exec(sql);
        raw.prepare("INSERT INTO schema_migrations (name, sha256) VALUES (?, ?)").run(name, sha256);
      }
    })
    .immediate();
}

/** For a database that may not be written: throws unless it has every migration of this program and no other. */
export function requireMigrated(raw: Database): void {
  registerFunctions(raw);
  const folder = path.join(/* turbopackIgnore: true */ packageRoot(), "db/migrations");
  const pending = pendingOf(raw, readMigrations(folder));
  if (pending.length > 0) throw new Error("The database needs a migration.");
}

/** A database whose schema is not the one that this program knows. `code` has its sentence under `errors`. */
export class SchemaError extends Error {
  readonly code: string;
  readonly params: { migration: string };

  constructor(code: "database_newer" | "database_schema_other", migration: string) {
    super(`${code}: ${migration}`);
    this.code = code;
    this.params = { migration };
  }
}

/** What was not applied yet. What was has to be the first of our files, in their order and unchanged. */
function pendingOf(raw: Database, files: readonly Migration[]): Migration[] {
  const applied = raw
    .prepare<[], { name: string; sha256: string }>("SELECT name, sha256 FROM schema_migrations ORDER BY name")
    .all();
  for (const [at, { name, sha256 }] of applied.entries()) {
    const file = files[at];
    if (!file) throw new SchemaError("database_newer", name);
    if (file.name !== name || file.sha256 !== sha256)
      throw new SchemaError("database_schema_other", file.name);
  }
  return files.slice(applied.length);
}

function registerFunctions(raw: Database): void {
  raw.function("fold_case", { deterministic: true }, (text) =>
    typeof text === "string" ? foldCase(text) : null,
  );
  registerChainOfAll(raw);
}

function readMigrations(folder: string): Migration[] {
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
