import { setImmediate as nextTurn } from "node:timers/promises";
import type { Db } from "#db/client.ts";
import {
  auditExtent,
  BEFORE_FIRST,
  checkStretch,
  findChainValue,
  listCheckpoints,
  saveVerification,
} from "#db/repositories/audit-chain.ts";
import type { BadRow } from "#lib/domain/audit-fault.ts";
import { readWitness } from "#lib/operations/audit-witness.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError } from "#lib/operations/operation-error.ts";
import { type AuditPoint, openCheckpoint } from "#lib/vault/audit-checkpoint.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { type KeyringSource, readKeyring } from "#lib/vault/keyring-source.ts";
import { VaultError } from "#lib/vault/vault-error.ts";

/** What came of verifying the audit log. `bad` is its first row that is not as it was written. */
export type AuditVerdict = {
  atMs: number;
  /** How many rows there were. */
  rows: number;
  bad: BadRow | null;
  checkpoints: {
    /** How many the log was compared with. */
    compared: number;
    /** How many kept ones could not be checked because the keyring, or the key of theirs, is not there. */
    unchecked: number;
  };
};

/** Some milliseconds of work; then other requests have their turn. */
const STRETCH_ROWS = 500;

/**
 * Reads the whole audit log and compares it with its chain, with the checkpoints that the console kept, with the one beside
 * the keyring and, when there is one, with a checkpoint that was kept elsewhere. Remembers what came of it and writes it into the log.
 *
 * Throws `checkpoint_*` when the checkpoint given is not one that this keyring signed, and `keyring_*` when there is no
 * keyring to tell; without such a checkpoint the log is verified as far as it can be.
 */
export async function verifyAudit(
  ctx: WriteContext,
  keyringSource: KeyringSource,
  checkpoint?: string,
): Promise<AuditVerdict> {
  authorise(ctx.actor, "audit:read");
  const given = checkpoint === undefined ? [] : [openGiven(keyringSource, checkpoint)];
  const keyring = readableKeyring(keyringSource);
  const witness = keyring && readWitness(keyring, keyringSource);
  const read = await readLog(ctx.db, keyring, witness ? [...given, witness] : given);
  return remember(ctx, { atMs: ctx.nowMs, ...read });
}

/** The same for any database, without a word of it in the log. */
export async function readLog(
  db: Db,
  keyring: Keyring | null,
  given: readonly AuditPoint[] = [],
): Promise<Omit<AuditVerdict, "atMs">> {
  const { written, lastId } = auditExtent(db);
  const kept = openKept(db, keyring);
  const isKept = ({ rows, head }: AuditPoint) => kept.points.some((p) => p.rows === rows && p.head === head);
  const others = given.filter((point) => !isKept(point));
  const points = [...kept.points, ...others].sort((one, other) => one.rows - other.rows);
  const faults = [
    await checkChain(db, written, lastId),
    ...comparePoints(db, points, lastId),
    ...kept.forged,
  ].filter((fault) => fault !== null);
  const bad = faults.sort((one, other) => one.id - other.id)[0] ?? null;
  return { rows: lastId, bad, checkpoints: { compared: points.length, unchecked: kept.unchecked } };
}

async function checkChain(db: Db, written: number, untilId: number): Promise<BadRow | null> {
  for (let at = BEFORE_FIRST; ; ) {
    const { end, bad, isLast } = checkStretch(db, at, { untilId, limit: STRETCH_ROWS });
    if (bad) return bad;
    if (isLast) return untilId < written ? { id: untilId + 1, fault: "truncated" } : null;
    at = end;
    await nextTurn();
  }
}

/** What a log that fits together has other than a checkpoint says. The first that differs follows the last that agrees. */
function comparePoints(db: Db, points: readonly AuditPoint[], lastId: number): BadRow[] {
  let agreed = 0;
  for (const { rows, head } of points) {
    if (rows > lastId) return [{ id: lastId + 1, fault: "truncated" }];
    if (findChainValue(db, rows)?.toString("hex") !== head) return [{ id: agreed + 1, fault: "rewritten" }];
    agreed = rows;
  }
  return [];
}

function openGiven(keyringSource: KeyringSource, text: string): AuditPoint {
  try {
    return openCheckpoint(readKeyring(keyringSource), text);
  } catch (error) {
    throw asOperationError(error);
  }
}

type Kept = { points: AuditPoint[]; forged: BadRow[]; unchecked: number };

/** The kept checkpoints as far as the keyring can tell. A sealed console verifies its chain all the same. */
function openKept(db: Db, keyring: Keyring | null): Kept {
  const rows = listCheckpoints(db.reader);
  const kept: Kept = { points: [], forged: [], unchecked: 0 };
  for (const row of rows) {
    const point = keyring ? openedOf(keyring, row.document) : null;
    if (point === null) kept.unchecked += 1;
    else if (point === "forged" || point.rows !== row.rows)
      kept.forged.push({ id: row.rows, fault: "checkpoint_forged" });
    else kept.points.push(point);
  }
  return kept;
}

function openedOf(keyring: Keyring, document: string): AuditPoint | "forged" | null {
  try {
    return openCheckpoint(keyring, document);
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    return error.code === "checkpoint_key_unknown" ? null : "forged";
  }
}

function readableKeyring(source: KeyringSource): Keyring | null {
  try {
    return readKeyring(source);
  } catch {
    return null;
  }
}

function remember(ctx: WriteContext, verdict: AuditVerdict): AuditVerdict {
  const { atMs, rows, bad } = verdict;
  return mutate(ctx, (tx) => {
    saveVerification(tx, { atMs, rows, bad });
    const details = { rows, ...(bad && { badRow: bad.id, fault: bad.fault }) };
    return { result: verdict, audit: { event: "audit.verified", subject: "audit_log", details } };
  });
}
