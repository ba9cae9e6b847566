import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { loadDriver } from "#db/driver.ts";
import { migrate, requireMigrated } from "#db/migrate.ts";

type Drizzle = BetterSQLite3Database<Record<string, never>>;

/** A connection for reading. Writing needs a `Tx`, which only `mutate` hands out. */
export type Reader = Pick<Drizzle, "select" | "selectDistinct" | "$count">;

/**
 * An open database. `drizzle` is for `mutate` and for the session adapter; everything else takes a `Reader`. One that
 * `isReadOnly` refuses every change with SQLITE_READONLY.
 */
export type Db = { reader: Reader; drizzle: Drizzle; raw: Database; isReadOnly: boolean; close(): void };

/** How long one writer waits for another, in milliseconds. A publish holds no transaction, so waits are short. */
const BUSY_TIMEOUT_MS = 5_000;

/** As much as SQLite brings over at once by itself. */
const LOG_BYTES_KEPT = 4 * 1024 * 1024;

/**
 * Opens the database file, makes it durable and private, and brings its schema up to date.
 *
 * The directory is made 0700 and the file 0600. better-sqlite3 is compiled with
 * `SQLITE_DEFAULT_WAL_SYNCHRONOUS=1`, which loses acknowledged commits on power failure, so
 * `synchronous` is set to FULL and read back.
 */
export function openDatabase(file: string): Db {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const Driver = loadDriver();
  return handOver(new Driver(file, { timeout: BUSY_TIMEOUT_MS }), false, (raw) => {
    prepare(raw);
    migrate(raw);
  });
}

/**
 * Opens a database that may not be written, for reading alone: its folder or disk is read-only, or the disk is full. It
 * is as it was at this moment, or, where its log is still there, as the log says.
 *
 * Throws when the file cannot be read either, or needs a migration.
 */
export function openForReading(file: string): Db {
  const Driver = loadDriver();
  return handOver(openLogged(file) ?? new Driver(contentOf(file)), true, (raw) => {
    raw.pragma("query_only = ON");
    requireMigrated(raw);
  });
}

function handOver(raw: Database, isReadOnly: boolean, makeReady: (raw: Database) => void): Db {
  try {
    makeReady(raw);
  } catch (error) {
    raw.close();
    throw error;
  }
  const db = drizzle(raw);
  return { reader: db, drizzle: db, raw, isReadOnly, close: () => raw.close() };
}

/** With its log. SQLite can do that where another process has it open, or left the log's index behind. */
function openLogged(file: string): Database | null {
  if (!existsSync(`${file}-wal`) || statSync(`${file}-wal`).size === 0) return null;
  return new (loadDriver())(file, { readonly: true, timeout: BUSY_TIMEOUT_MS });
}

/** SQLite would want to make a log, so the copy in memory says in its header that it has none. */
function contentOf(file: string): Buffer {
  const content = readFileSync(file);
  if (content[WRITE_VERSION] === LOGGED) content[WRITE_VERSION] = content[WRITE_VERSION + 1] = NOT_LOGGED;
  return content;
}

/** Where SQLite's file format says how a database is written and read, and what it says there. */
const WRITE_VERSION = 18;
const [NOT_LOGGED, LOGGED] = [1, 2];

function prepare(raw: Database): void {
  raw.pragma("journal_mode = WAL");
  raw.pragma("synchronous = FULL");
  raw.pragma("foreign_keys = ON");
  raw.pragma("secure_delete = ON");
  // While somebody reads for long the log grows; afterwards it is cut back to this.
  raw.pragma(`journal_size_limit = ${LOG_BYTES_KEPT}`);
  const wanted = { journal_mode: "wal", synchronous: 2, foreign_keys: 1, secure_delete: 1 };
  for (const [name, value] of Object.entries(wanted)) {
    const found = raw.pragma(name, { simple: true });
    if (found !== value)
      throw new Error(`SQLite did not accept ${name} = ${value}; it says ${String(found)}.`);
  }
}
