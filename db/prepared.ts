import type { Database, Statement } from "better-sqlite3";

const statements = new WeakMap<Database, Map<string, Statement>>();

/** A statement that is compiled once for each connection. `sql` is one of a few fixed texts: values are bound. */
export function prepared(driver: Database, sql: string): Statement {
  const known = statements.get(driver) ?? new Map<string, Statement>();
  statements.set(driver, known);
  const statement = known.get(sql) ?? driver.prepare(sql);
  known.set(sql, statement);
  return statement;
}
