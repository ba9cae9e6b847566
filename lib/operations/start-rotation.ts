import { insertDataKey, listDataKeys } from "#db/repositories/data-keys.ts";
import {
  findRunningRotation,
  finishRotation,
  insertRotation,
  type KeyRotationRow,
  type RotationKind,
  requestRotationCancel,
} from "#db/repositories/key-rotations.ts";
import { countSealedByKey } from "#db/repositories/sealed-rows.ts";
import { findSetting } from "#db/repositories/settings.ts";
import { actorName } from "#lib/domain/actor.ts";
import { authorise, mutate, type WriteContext } from "#lib/operations/context.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import { requireStepUp } from "#lib/operations/step-up.ts";
import { createDataKey } from "#lib/vault/data-key.ts";
import { newKeyId } from "#lib/vault/key-id.ts";
import { type Keyring, keyringMatches } from "#lib/vault/keyring.ts";
import { type KeyringSource, nameOfSource, readKeyring, writableFile } from "#lib/vault/keyring-source.ts";

/** Whoever drives a rotation and says nothing for so long is taken for dead. */
export const ROTATION_LEASE_MS = 30_000;

/**
 * Writes down that keys are to be rotated; `driveRotation` does it.
 *
 * `keyring` gives the keyring a new key and wraps every data key under it. `data_keys` makes a new data key, seals
 * every secret under it and destroys the old ones. One at a time: OperationError `rotation_running`. Needs a proof of
 * `key.rotate` on the kind. The keyring of a program is changed where the program keeps it: `keyring_source_read_only`.
 *
 * `driver` is who will drive it at once; without one, the server does.
 */
export function startRotation(
  ctx: WriteContext,
  kind: RotationKind,
  keyringSource: KeyringSource,
  driver: string | null = null,
): void {
  authorise(ctx.actor, "key:manage");
  if (kind === "keyring") refuseReadOnly(keyringSource);
  const keyring = readOwnKeyring(ctx, keyringSource);
  mutate(ctx, (tx) => {
    requireStepUp(ctx, tx, "key.rotate", kind);
    const running = findRunningRotation(tx);
    if (running) throw new OperationError("rotation_running", { done: running.done, total: running.total });
    const rows = listDataKeys(tx);
    const targetId = newKeyId(kind === "keyring" ? "kr" : "dk");
    const total = kind === "keyring" ? rows.length : sum(countSealedByKey(tx).values());
    if (kind === "data_keys") {
      // Strictly the newest, also when the clock went back: the newest is the one that seals.
      const createdAtMs = Math.max(ctx.nowMs, ...rows.map((row) => row.createdAtMs + 1));
      insertDataKey(tx, createDataKey(keyring, "seal", createdAtMs, targetId));
    }
    const startedBy = actorName(ctx.actor);
    const lease = { leaseHolder: driver, leaseUntilMs: driver === null ? 0 : ctx.nowMs + ROTATION_LEASE_MS };
    insertRotation(tx, { kind, targetId, total, startedAtMs: ctx.nowMs, startedBy, ...lease });
    return {
      result: undefined,
      audit: { event: "vault.rotation_started", subject: targetId, details: { kind } },
    };
  });
}

/**
 * Asks the running rotation to stop, or ends it when nobody drives it. What was moved stays moved; everything opens,
 * and the next rotation moves the rest. OperationError `rotation_not_running`. Needs a proof of `key.cancel_rotation`
 * on the running rotation's new key.
 */
export function cancelRotation(ctx: WriteContext): KeyRotationRow {
  authorise(ctx.actor, "key:manage");
  return mutate(ctx, (tx) => {
    const running = findRunningRotation(tx);
    if (!running) throw new OperationError("rotation_not_running");
    const { id, kind, targetId, done, total, leaseUntilMs } = running;
    requireStepUp(ctx, tx, "key.cancel_rotation", targetId);
    requestRotationCancel(tx, id);
    if (leaseUntilMs <= ctx.nowMs) {
      finishRotation(tx, id, { state: "cancelled", unreadable: 0, finishedAtMs: ctx.nowMs });
    }
    const details = { kind, done, total };
    return { result: running, audit: { event: "vault.rotation_cancelled", subject: targetId, details } };
  });
}

/** A program prints a keyring; it takes none. */
function refuseReadOnly(keyringSource: KeyringSource): void {
  try {
    writableFile(keyringSource);
  } catch (error) {
    throw asOperationError(error);
  }
}

/** The keyring of this database's vault, or a refusal. */
export function readOwnKeyring({ db }: Pick<WriteContext, "db">, keyringSource: KeyringSource): Keyring {
  const vaultId = findSetting(db.reader, "vault_id");
  if (vaultId === null) throw new OperationError("vault_uninitialised");
  try {
    const keyring = readKeyring(keyringSource);
    if (keyringMatches(keyring, vaultId)) return keyring;
  } catch (error) {
    throw asOperationError(error);
  }
  throw new OperationError("keyring_of_another_vault", { file: nameOfSource(keyringSource) });
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, number) => total + number, 0);
}
