import type { Database, Statement } from "better-sqlite3";
import type { Reader } from "#db/client.ts";

const statements = new WeakMap<Database, Map<string, Statement>>();

/** A statement that is compiled once for each connection. `sql` is one of a few fixed texts: values are bound. */
export function prepared(driver: Database, sql: string): Statement {
  const known = statements.get(driver) ?? new Map<string, Statement>();
  statements.set(driver, known);
  const statement = known.get(sql) ?? driver.prepare(sql);
  known.set(sql, statement);
  return statement;
}

/**
 * A query that the builder makes once for each connection, with `sql.placeholder` where its values go: making
 * one takes longer than asking it. Within a transaction it is asked on the transaction's connection.
 */
export function keptQuery<Query>(build: (db: Reader) => Query): (db: Reader) => Query {
  const queries = new WeakMap<Reader, Query>();
  return (db) => {
    const connection = connections.get(db) ?? db;
    const query = queries.get(connection) ?? build(connection);
    queries.set(connection, query);
    return query;
  };
}

const connections = new WeakMap<Reader, Reader>();

/** Says on which connection a transaction runs, which has only this one. */
export function noteTransaction(tx: Reader, connection: Reader): void {
  connections.set(tx, connection);
}
