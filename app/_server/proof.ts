import "server-only";
import { headers } from "next/headers";
import { z } from "zod";
import type { ConsoleContext } from "#app/_server/context.ts";
import { PEER_ADDRESS_HEADER } from "#app/_server/sign-in.ts";
import type { Permission } from "#lib/domain/role.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { authorise } from "#lib/operations/context.ts";
import { proveIdentity, type StepUpAction } from "#lib/operations/step-up.ts";

/** The field of a form that brings the person's own password. */
export const ProofInput = z
  .string("required")
  .min(1, "required")
  .max(256, "too_long")
  .transform((text) => new SecretText(text));

/**
 * Takes the password that came with a form as the proof for one action on one target. Who may not do it is told so
 * first, and learns nothing about the password.
 */
export async function proveByPassword(
  ctx: ConsoleContext,
  password: SecretText,
  { permission, action, target }: { permission: Permission; action: StepUpAction; target: string },
): Promise<void> {
  authorise(ctx.actor, permission);
  const address = (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
  await proveIdentity(ctx, { kind: "password", password }, { action, target, address });
}
