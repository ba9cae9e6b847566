import { mutate } from "#db/mutate.ts";
import { saveIdentityProof } from "#db/repositories/identity-proofs.ts";
import type { Actor } from "#lib/domain/actor.ts";
import type { OpeningContext } from "#lib/operations/opening-context.ts";
import type { StepUpAction } from "#lib/operations/step-up.ts";
import { NOW_MS } from "#lib/testing/now.ts";
import { addPerson, addSession } from "#lib/testing/people.ts";

type Someone = Extract<Actor, { kind: "user" }>;

/** A person of this role who is signed in. */
export function signedIn(
  ctx: OpeningContext & { as(actor: Actor): OpeningContext },
  role: Someone["role"],
): OpeningContext {
  return ctx.as(addSession(ctx, addPerson(ctx, role)));
}

/** Gives the session of this context a proof, as if its person had just typed the password. */
export function giveProof(ctx: OpeningContext, action: StepUpAction, target: string): void {
  const sessionId = ctx.actor.kind === "user" ? ctx.actor.sessionId : undefined;
  if (sessionId === undefined) throw new Error("Only a session has proofs.");
  mutate(ctx.db, { actorKind: "system", actor: "system", atMs: NOW_MS }, (tx) => {
    saveIdentityProof(tx, { sessionId, action, target }, NOW_MS + 60_000, NOW_MS);
    return { result: undefined, audit: { event: "test.prepared", subject: "test" } };
  });
}
