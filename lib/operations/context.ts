import type { Db } from "#db/client.ts";
import { type Mutation, mutate as mutateDatabase, type Stamp, type Tx } from "#db/mutate.ts";
import { type Actor, actorName } from "#lib/domain/actor.ts";
import { type Permission, roleAllows } from "#lib/domain/role.ts";
import { asOperationError, OperationError } from "#lib/operations/operation-error.ts";
import type { Sealer } from "#lib/vault/sealer.ts";

/** What an operation without secrets gets. `nowMs` stands still for the length of one request or command. */
export type WriteContext = { readonly db: Db; readonly actor: Actor; readonly nowMs: number };

/** What an operation that stores secrets gets: it can seal and recognise them, not open them. */
export type OperationContext = WriteContext & {
  /** Opens the vault for sealing on first use; throws `vault_*` when it cannot. */
  readonly sealer: Sealer;
};

/** The first line of every operation: refuses an actor whose role does not hold the permission. */
export function authorise(actor: Actor, permission: Permission): void {
  if (actor.kind === "system") return;
  if ((actor.kind === "user" || actor.kind === "cli") && roleAllows(actor.role, permission)) return;
  throw new OperationError("forbidden", { permission });
}

/** Refuses a deed that seals or opens something in the end, before anything of it is written. Throws as `sealer` does. */
export function requireVault({ sealer }: OperationContext): void {
  void sealer;
}

/**
 * `mutate` of db/, stamped with the context's actor and time.
 *
 * Throws `disk_full` and the other storage faults; `write_unknown` when the disk failed after the work was done, because
 * what SQLite had handed to the disk by then may be found there again after a crash.
 */
export function mutate<T>(ctx: WriteContext, work: (tx: Tx) => Mutation<T>): T {
  const stamp: Stamp = { actorKind: ctx.actor.kind, actor: actorName(ctx.actor), atMs: ctx.nowMs };
  let isDone = false;
  const noted = (tx: Tx): Mutation<T> => {
    const outcome = work(tx);
    isDone = true;
    return outcome;
  };
  try {
    return mutateDatabase(ctx.db, stamp, noted as typeof work);
  } catch (error) {
    throw refusedEnvelope(error) ?? failedWrite(error, isDone);
  }
}

function failedWrite(error: unknown, isDone: boolean): unknown {
  const known = asOperationError(error);
  const isUnknown = isDone && known instanceof OperationError && known.code === "disk_failed";
  return isUnknown ? new OperationError("write_unknown", {}, { cause: error }) : known;
}

/** What the schema's triggers say of an envelope under a key that was destroyed meanwhile, or that has sealed enough. */
function refusedEnvelope(error: unknown): OperationError | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "SQLITE_CONSTRAINT_TRIGGER")
    return null;
  const isOurs = error.message === "data_key_destroyed" || error.message === "data_key_worn_out";
  return isOurs ? new OperationError(error.message, {}, { cause: error }) : null;
}
