import { sql } from "drizzle-orm";
import type { Reader } from "#db/client.ts";
import { keptQuery } from "#db/prepared.ts";

/**
 * A text that is another one once anything was written to the database: what other connections committed, and what
 * this one changed. For the lifetime of the connection; asked outside of transactions, which can be undone.
 *
 * Source: SQLite, `PRAGMA data_version` (other connections) and `total_changes()` (this one).
 */
export function databaseMark(db: Reader): string {
  return mark(db).get()?.mark ?? "";
}

const mark = keptQuery((db) =>
  db
    .select({ mark: sql<string>`data_version || ' ' || total_changes()` })
    .from(sql`pragma_data_version`)
    .prepare(),
);
