import type { Tx } from "#db/mutate.ts";
import { takeIdentityProof } from "#db/repositories/identity-proofs.ts";
import type { WriteContext } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/** What asks for a fresh proof. */
export const STEP_UP_ACTIONS = [
  "person.set_role",
  "person.disable",
  "person.enable",
  "person.remove",
  "person.invite",
  "person.end_sessions",
  "key.rotate",
  "key.cancel_rotation",
  "key.export",
  "backup.make",
  "backup.schedule",
  "api_token.create",
  "gateway.remove",
  "probe.allow",
  "second_factor.rule",
  "second_factor.reset",
  "oidc.save",
] as const;
export type StepUpAction = (typeof STEP_UP_ACTIONS)[number];

/**
 * Uses up the proof for this action and target, within the transaction that does the deed: a deed that is refused
 * leaves the proof for the next attempt. `step_up_required` when there is none. The terminal needs none, because
 * whoever uses it holds the database and the keyring.
 */
export function requireStepUp(ctx: WriteContext, tx: Tx, action: StepUpAction, target: string): void {
  const { actor } = ctx;
  if (actor.kind === "cli" || actor.kind === "system") return;
  const sessionId = actor.kind === "user" ? actor.sessionId : undefined;
  if (sessionId === undefined || !takeIdentityProof(tx, { sessionId, action, target }, ctx.nowMs))
    throw new OperationError("step_up_required");
}
