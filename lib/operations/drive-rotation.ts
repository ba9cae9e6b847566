import { setTimeout as sleep } from "node:timers/promises";
import { OWN_RECORD, type Tx } from "#db/mutate.ts";
import { deleteDataKey, listDataKeys } from "#db/repositories/data-keys.ts";
import {
  findLastRotation,
  findRunningRotation,
  finishRotation,
  type KeyRotationRow,
  leaseRotation,
  noteRotated,
  releaseRotation,
} from "#db/repositories/key-rotations.ts";
import { countSealedByKey } from "#db/repositories/sealed-rows.ts";
import { authorise, mutate } from "#lib/operations/context.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { resealBatch, START, type Walk } from "#lib/operations/reseal-batch.ts";
import { addKeyringKey, dropUnusedKeyringKeys, rewrapOne } from "#lib/operations/rewrap-data-keys.ts";
import { ROTATION_LEASE_MS } from "#lib/operations/start-rotation.ts";
import type { KeyringSource } from "#lib/vault/keyring-source.ts";

/** After each batch the database is left alone this many times as long as the batch took. */
const REST_FACTOR = 4;

export type RotationDrive = {
  keyringSource: KeyringSource;
  /** Names this process among those that could drive. */
  holder: string;
  clock: () => number;
  onProgress?: (row: KeyRotationRow) => void;
  /** Ends the driving, not the rotation: someone resumes it. */
  signal?: AbortSignal;
  /** Told of every moment that something was, or is about to be, made durable; tests end the process there. */
  onStep?: (step: string) => void;
};

/** Whether there is a rotation that nobody drives. */
export function isRotationLeft({ db, nowMs }: Pick<OpeningContext, "db" | "nowMs">): boolean {
  const running = findRunningRotation(db.reader);
  return running !== null && running.leaseUntilMs <= nowMs;
}

type Driven = { ctx: OpeningContext; drive: RotationDrive; rotation: KeyRotationRow };

/**
 * Goes on with the running rotation until it is done, cancelled or the signal says stop, and returns it; null when
 * there is none.
 *
 * Every step is one short transaction, or one file put in the place of another, and leaves a vault that opens
 * everything. Doing a step again changes nothing, so a killed rotation goes on from wherever it was.
 * OperationError `rotation_elsewhere` when another process drives it.
 */
export async function driveRotation(
  ctx: OpeningContext,
  drive: RotationDrive,
): Promise<KeyRotationRow | null> {
  authorise(ctx.actor, "key:manage");
  const rotation = findRunningRotation(ctx.db.reader);
  if (!rotation) return null;
  const driven = { ctx, drive, rotation };
  step(driven, "lease", () => undefined);
  try {
    const unreadable =
      rotation.kind === "keyring" ? await rotateKeyring(driven) : await rotateDataKeys(driven);
    if (unreadable !== "stopped") finish(driven, unreadable);
  } catch (error) {
    release(driven);
    throw asOperationError(error);
  }
  release(driven);
  return findLastRotation(ctx.db.reader);
}

type Progress = number | "stopped";

async function rotateKeyring(driven: Driven): Promise<Progress> {
  const { ctx, drive, rotation } = driven;
  if (isStopped(driven)) return "stopped";
  // The file is written with the database's write lock and the lease held: two writers could each lose the other's key.
  step(driven, "add", () => addKeyringKey(ctx, drive.keyringSource, rotation.targetId));
  let unreadable = 0;
  for (const { id } of listDataKeys(ctx.db.reader)) {
    if (isStopped(driven)) return "stopped";
    const outcome = step(driven, "rewrap", (tx) => {
      const rewrapped = rewrapOne(ctx, tx, drive.keyringSource, id);
      noteRotated(tx, rotation.id, rewrapped === "moved" ? 1 : 0);
      return rewrapped;
    });
    if (outcome === "unreadable") unreadable += 1;
    await rest(driven, 1);
  }
  // Also those that a cancelled rotation left: what no row is wrapped under opens nothing.
  step(driven, "drop", () => dropUnusedKeyringKeys(ctx, drive.keyringSource));
  return unreadable;
}

async function rotateDataKeys(driven: Driven): Promise<Progress> {
  const { ctx, rotation } = driven;
  // Until a whole walk moves nothing: someone may have sealed under the old key behind this one's back.
  for (let moved = 1; moved > 0; ) {
    moved = 0;
    for (let walk: Walk | null = START; walk; ) {
      if (isStopped(driven)) return "stopped";
      const [from, startedMs]: [Walk, number] = [walk, performance.now()];
      const batch = step(driven, "reseal", (tx) => {
        const done = resealBatch(ctx, tx, rotation.targetId, from);
        noteRotated(tx, rotation.id, done.moved);
        return done;
      });
      moved += batch.moved;
      walk = batch.next;
      if (batch.moved > 0) await rest(driven, (performance.now() - startedMs) * REST_FACTOR);
    }
  }
  return step(driven, "destroy", (tx) => destroyUnused(tx, rotation.targetId));
}

/** Destroys the `seal` keys that nothing is sealed under, and says how many envelopes keep an old one. */
function destroyUnused(tx: Tx, targetId: string): number {
  const envelopes = countSealedByKey(tx);
  const old = listDataKeys(tx).filter((row) => row.purpose === "seal" && row.id !== targetId);
  for (const { id } of old) if (!envelopes.has(id)) deleteDataKey(tx, id);
  return [...envelopes].reduce((left, [id, count]) => (id === targetId ? left : left + count), 0);
}

/** One transaction that holds the lease. Its record is the rotation's own row. */
function step<T>({ ctx, drive, rotation }: Driven, name: string, work: (tx: Tx) => T): T {
  const result = mutate({ db: ctx.db, actor: ctx.actor, nowMs: ctx.nowMs }, (tx) => {
    const nowMs = drive.clock();
    const lease = { holder: drive.holder, nowMs, untilMs: nowMs + ROTATION_LEASE_MS };
    if (!leaseRotation(tx, rotation.id, lease)) throw new OperationError("rotation_elsewhere");
    const done = work(tx);
    drive.onStep?.(`${name} uncommitted`);
    return { result: { done }, audit: OWN_RECORD };
  });
  drive.onStep?.(name);
  return result.done;
}

/** Whether someone asked for the end, of the rotation (which ends it) or of this process's part in it. */
function isStopped(driven: Driven): boolean {
  const { ctx, drive, rotation } = driven;
  if (drive.signal?.aborted) return true;
  const row = findRunningRotation(ctx.db.reader);
  if (row?.id !== rotation.id) return true;
  drive.onProgress?.(row);
  if (!row.cancelRequested) return false;
  step(driven, "cancel", (tx) => {
    finishRotation(tx, rotation.id, { state: "cancelled", unreadable: 0, finishedAtMs: drive.clock() });
  });
  return true;
}

function finish({ ctx, drive, rotation }: Driven, unreadable: number): void {
  mutate({ db: ctx.db, actor: ctx.actor, nowMs: drive.clock() }, (tx) => {
    finishRotation(tx, rotation.id, { state: "done", unreadable, finishedAtMs: drive.clock() });
    const details = { kind: rotation.kind, unreadable };
    return {
      result: undefined,
      audit: { event: "vault.rotated", subject: rotation.targetId, details },
    };
  });
  drive.onStep?.("finished");
}

function release({ ctx, drive, rotation }: Driven): void {
  mutate({ db: ctx.db, actor: ctx.actor, nowMs: drive.clock() }, (tx) => {
    releaseRotation(tx, rotation.id, drive.holder);
    return { result: undefined, audit: OWN_RECORD };
  });
}

async function rest({ drive }: Driven, forMs: number): Promise<void> {
  await sleep(Math.max(1, forMs), undefined, { signal: drive.signal }).catch(() => undefined);
}
