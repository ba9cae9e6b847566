import { NO_CHANGE, type Tx } from "#db/mutate.ts";
import {
  auditExtent,
  findChainValue,
  insertCheckpoint,
  listCheckpoints,
} from "#db/repositories/audit-chain.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { signCheckpoint } from "#lib/vault/audit-checkpoint.ts";
import type { Keyring } from "#lib/vault/keyring.ts";
import { type KeyringSource, readKeyring } from "#lib/vault/keyring-source.ts";

/** A signed statement of how long the log is and what its newest chain value is. */
export type AuditCheckpoint = { rows: number; document: string };

/** How long after one checkpoint the console makes the next by itself. */
const EVERY_MS = 24 * 60 * 60 * 1000;

/** Signs a checkpoint of the audit log as it is now, keeps it, and hands it over to be kept elsewhere. */
export function makeAuditCheckpoint(ctx: WriteContext, keyringSource: KeyringSource): AuditCheckpoint {
  authorise(ctx.actor, "audit:export");
  const keyring = openKeyring(keyringSource);
  return mutate(ctx, (tx) => {
    const checkpoint = sign(ctx, tx, keyring);
    return { result: checkpoint, audit: entryOf(checkpoint) };
  });
}

/**
 * Makes the checkpoint of the day unless there is one, or nothing happened since. However many processes there are, one
 * makes it: they look within the transaction. Null when none was due.
 */
export function keepDailyCheckpoint(ctx: WriteContext, keyringSource: KeyringSource): AuditCheckpoint | null {
  authorise(ctx.actor, "audit:export");
  const keyring = openKeyring(keyringSource);
  return mutate(ctx, (tx) => {
    const last = listCheckpoints(tx).at(-1);
    // The row about the last checkpoint is no reason for the next.
    const isQuiet = last !== undefined && auditExtent(ctx.db).written <= last.rows + 1;
    if (isQuiet || (last && ctx.nowMs < last.atMs + EVERY_MS)) return { result: null, audit: NO_CHANGE };
    const checkpoint = sign(ctx, tx, keyring);
    return { result: checkpoint, audit: entryOf(checkpoint) };
  });
}

/** Under the write lock, so that the newest row is the newest. */
function sign({ db, nowMs }: WriteContext, tx: Tx, keyring: Keyring): AuditCheckpoint {
  const { written: rows } = auditExtent(db);
  const head = findChainValue(db, rows)?.toString("hex");
  if (!head) throw new OperationError("audit_end_missing");
  const document = signCheckpoint(keyring, { rows, head, atMs: nowMs });
  insertCheckpoint(tx, { rows, atMs: nowMs, document });
  return { rows, document };
}

const entryOf = ({ rows }: AuditCheckpoint) => ({
  event: "audit.checkpointed",
  subject: "audit_log",
  details: { rows },
});

function openKeyring(source: KeyringSource): Keyring {
  try {
    return readKeyring(source);
  } catch (error) {
    throw asOperationError(error);
  }
}
