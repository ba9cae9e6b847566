import "server-only";
import { headers } from "next/headers";
import { openingContext } from "#app/_server/opening.ts";
import { PEER_ADDRESS_HEADER, renewSession } from "#app/_server/sign-in.ts";
import type { Permission } from "#lib/domain/role.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { authorise } from "#lib/operations/context.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { type IdentityProof, proveIdentity } from "#lib/operations/prove-identity.ts";
import type { StepUpAction } from "#lib/operations/step-up.ts";

/** The fields of `YourProof`. What is typed there is never given back. */
export const PROOF_FIELDS = ["password", "code"];

/** Longer than any of them may be. Hashing more would be work for whoever asks. */
const TYPED_MAX = 256;

/**
 * Takes what came with a form as the proof for one action on one target. Who may not do it is told so first, and learns
 * nothing about the proof. The session gets another token. Throws as `proveIdentity` does.
 */
export async function prove(
  form: FormData,
  { permission, action, target }: { permission: Permission; action: StepUpAction; target: string },
): Promise<void> {
  const ctx = await openingContext();
  authorise(ctx.actor, permission);
  const address = (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
  await proveIdentity(ctx, proofIn(form), { action, target, address });
  await renewSession();
}

function proofIn(form: FormData): IdentityProof {
  const [password = "", code = ""] = PROOF_FIELDS.map((name) => String(form.get(name) ?? ""));
  if (Math.max(password.length, code.length) > TYPED_MAX) throw new OperationError("step_up_failed");
  if (password !== "") return { kind: "password", password: new SecretText(password) };
  return code.trim() === "" ? { kind: "recent_sign_in" } : { kind: "code", code };
}
