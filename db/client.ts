import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import type { Database } from "better-sqlite3";
import { type BetterSQLite3Database, drizzle } from "drizzle-orm/better-sqlite3";
import { loadDriver } from "#db/driver.ts";
import { migrate } from "#db/migrate.ts";

type Drizzle = BetterSQLite3Database<Record<string, never>>;

/** A connection for reading. Writing needs a `Tx`, which only `mutate` hands out. */
export type Reader = Pick<Drizzle, "select" | "selectDistinct" | "$count">;

/** An open database. `drizzle` is for `mutate` and for the session adapter; everything else takes a `Reader`. */
export type Db = { reader: Reader; drizzle: Drizzle; raw: Database; close(): void };

/** How long one writer waits for another, in milliseconds. A publish holds no transaction, so waits are short. */
const BUSY_TIMEOUT_MS = 5_000;

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
  const raw = new Driver(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    prepare(raw);
    migrate(raw);
  } catch (error) {
    raw.close();
    throw error;
  }
  const db = drizzle(raw);
  return { reader: db, drizzle: db, raw, close: () => raw.close() };
}

function prepare(raw: Database): void {
  raw.pragma("journal_mode = WAL");
  raw.pragma("synchronous = FULL");
  raw.pragma("foreign_keys = ON");
  raw.pragma("secure_delete = ON");
  const wanted = { journal_mode: "wal", synchronous: 2, foreign_keys: 1, secure_delete: 1 };
  for (const [name, value] of Object.entries(wanted)) {
    const found = raw.pragma(name, { simple: true });
    if (found !== value)
      throw new Error(`SQLite did not accept ${name} = ${value}; it says ${String(found)}.`);
  }
}
