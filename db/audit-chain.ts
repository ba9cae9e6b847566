import { createHash } from "node:crypto";
import type { Database } from "better-sqlite3";

/** The columns of an audit row that its chain value covers: all of them, as SQLite holds them. */
export type ChainedRow = {
  id: number;
  atMs: number;
  actorKind: string;
  actor: string;
  event: string;
  subject: string;
  /** The JSON text as it stands in the row. Parsing it and writing it again could make another text. */
  details: string;
};

/** What the first row's value is made over, in place of the row before it. */
export const CHAIN_START = createHash("sha256").update("clawkeep audit log v1").digest();

/**
 * The chain value of a row, 32 bytes: SHA-256 over the value of the row before it and every column of this one.
 *
 * Each column is written with its length in bytes before it, so that no two rows are the same text: without it,
 * an actor `ab` who did `c` would be an actor `a` who did `bc`.
 */
export function chainValue(previous: Uint8Array, row: ChainedRow): Buffer {
  const { id, atMs, actorKind, actor, event, subject, details } = row;
  const parts = [String(id), String(atMs), actorKind, actor, event, subject, details];
  const text = parts.map((part) => `${Buffer.byteLength(part)}:${part},`).join("");
  return createHash("sha256").update(previous).update(text).digest();
}

/**
 * Gives SQLite `audit_chain_of_all`, with which a migration chains the rows that were there before. It keeps the value of
 * the row before, and throws when it is not asked for the rows in the order of their ids.
 */
export function registerChainOfAll(driver: Database): void {
  let [chain, lastId]: [Uint8Array, number] = [CHAIN_START, 0];
  const next = (...columns: unknown[]) => {
    const [id, atMs, actorKind, actor, event, subject, details] = columns as [
      number,
      number,
      string,
      string,
      string,
      string,
      string,
    ];
    if (id <= lastId) throw new Error("The rows of the audit log were not read in their order.");
    chain = chainValue(chain, { id, atMs, actorKind, actor, event, subject, details });
    lastId = id;
    return chain;
  };
  driver.function("audit_chain_of_all", { varargs: true, directOnly: true }, next);
}
