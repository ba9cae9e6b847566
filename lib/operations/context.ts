import type { Db } from "#db/client.ts";
import { type Mutation, mutate as mutateDatabase, type Stamp, type Tx } from "#db/mutate.ts";
import { type Actor, actorName } from "#lib/domain/actor.ts";
import { type Permission, roleAllows } from "#lib/domain/role.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
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

/** `mutate` of db/, stamped with the context's actor and time. */
export function mutate<T>(ctx: WriteContext, work: (tx: Tx) => Mutation<T>): T {
  const stamp: Stamp = { actorKind: ctx.actor.kind, actor: actorName(ctx.actor), atMs: ctx.nowMs };
  try {
    return mutateDatabase(ctx.db, stamp, work);
  } catch (error) {
    throw refusedEnvelope(error) ?? error;
  }
}

/** What the schema's triggers say of an envelope under a key that was destroyed meanwhile, or that has sealed enough. */
function refusedEnvelope(error: unknown): OperationError | null {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "SQLITE_CONSTRAINT_TRIGGER")
    return null;
  const isOurs = error.message === "data_key_destroyed" || error.message === "data_key_worn_out";
  return isOurs ? new OperationError(error.message, {}, { cause: error }) : null;
}
