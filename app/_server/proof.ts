import "server-only";
import { headers } from "next/headers";
import { z } from "zod";
import type { ConsoleContext } from "#app/_server/context.ts";
import { PEER_ADDRESS_HEADER } from "#app/_server/sign-in.ts";
import { SecretText } from "#lib/domain/secret-text.ts";
import { proveIdentity, type StepUpAction } from "#lib/operations/step-up.ts";

/** The field of a form that brings the person's own password. */
export const ProofInput = z
  .string("required")
  .min(1, "required")
  .max(256, "too_long")
  .transform((text) => new SecretText(text));

/** Takes the password that came with a form as the proof for one action on one target. */
export async function proveByPassword(
  ctx: ConsoleContext,
  password: SecretText,
  action: StepUpAction,
  target: string,
): Promise<void> {
  const address = (await headers()).get(PEER_ADDRESS_HEADER) ?? "unknown";
  await proveIdentity(ctx, { kind: "password", password }, { action, target, address });
}
