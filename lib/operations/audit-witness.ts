import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import type { Db } from "#db/client.ts";
import {
  auditExtent,
  findChainValue,
  findVerification,
  saveVerification,
} from "#db/repositories/audit-chain.ts";
import { readConfig } from "#lib/config.ts";
import type { BadRow } from "#lib/domain/audit-fault.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { type AuditPoint, openCheckpoint, signCheckpoint } from "#lib/vault/audit-checkpoint.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { type KeyringSource, readKeyring } from "#lib/vault/keyring-source.ts";

/**
 * The newest checkpoint of the audit log, beside the keyring and so not in the database. Whoever puts an older copy of the
 * database in its place, or loses its log, has an audit log that ends before it. With a program for the keyring it is
 * where the file would be.
 */
export function witnessFile(source: KeyringSource): string {
  const keyringFile = typeof source === "string" ? source : readConfig().keyringFile;
  return path.join(path.dirname(keyringFile), "audit-checkpoint.json");
}

/**
 * Compares the audit log with its witness. As long as it is what the witness says or longer, the witness is renewed; else
 * what is wrong is kept as the newest verification, said once in the log, and returned, and the witness stays.
 */
export function watchAuditEnd(ctx: WriteContext, source: KeyringSource): BadRow | null {
  authorise(ctx.actor, "audit:export");
  const keyring = readKeyring(source);
  const known = readWitness(keyring, source);
  const bad = known && compareWithWitness(ctx.db, known);
  if (bad) rememberOnce(ctx, bad);
  else renewWitness(ctx, keyring, source, known);
  return bad;
}

/** What the witness says; null when there is none that this keyring signed. */
export function readWitness(keyring: Keyring, source: KeyringSource): AuditPoint | null {
  try {
    return openCheckpoint(keyring, readFileSync(witnessFile(source), "utf8"));
  } catch {
    return null;
  }
}

/** For a database that is older on purpose, because it was restored from a backup. */
export function forgetWitness(source: KeyringSource): void {
  rmSync(witnessFile(source), { force: true });
}

function compareWithWitness(db: Db, { rows, head }: AuditPoint): BadRow | null {
  const { lastId } = auditExtent(db);
  if (rows > lastId) return { id: lastId + 1, fault: "truncated" };
  return findChainValue(db, rows)?.toString("hex") === head ? null : { id: rows, fault: "rewritten" };
}

function rememberOnce(ctx: WriteContext, bad: BadRow): void {
  const kept = findVerification(ctx.db.reader)?.bad;
  if (kept && kept.fault === bad.fault) return;
  const { lastId: rows } = auditExtent(ctx.db);
  mutate(ctx, (tx) => {
    saveVerification(tx, { atMs: ctx.nowMs, rows, bad });
    const details = { rows, badRow: bad.id, fault: bad.fault };
    return { result: undefined, audit: { event: "audit.verified", subject: "audit_log", details } };
  });
}

function renewWitness(
  { db, nowMs }: WriteContext,
  keyring: Keyring,
  source: KeyringSource,
  known: AuditPoint | null,
): void {
  const { lastId: rows } = auditExtent(db);
  const head = findChainValue(db, rows)?.toString("hex");
  if (!head || known?.rows === rows) return;
  const file = witnessFile(source);
  // The keyring of a program has no folder yet.
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.tmp`;
  rmSync(draft, { force: true });
  const opened = openSync(draft, "wx", 0o600);
  try {
    writeSync(opened, signCheckpoint(keyring, { rows, head, atMs: nowMs }));
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(draft, file);
}
