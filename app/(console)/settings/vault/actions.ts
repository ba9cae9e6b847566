"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { keyringFile } from "#app/_server/audit-download.ts";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { ProofInput, proveByPassword } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";

const StartInput = z.object({ kind: z.enum(["keyring", "data_keys"]), password: ProofInput });
const CancelInput = z.object({ targetId: z.string().max(64), password: ProofInput });

export async function startRotationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = StartInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { kind, password } = input.data;
  try {
    await proveByPassword(ctx, password, "key.rotate", kind);
    startRotation(ctx, kind, keyringFile());
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("vault_page"))("rotate.started") };
}

export async function cancelRotationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = CancelInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { targetId, password } = input.data;
  try {
    await proveByPassword(ctx, password, "key.cancel_rotation", targetId);
    cancelRotation(ctx);
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("vault_page"))("rotate.cancel_requested") };
}
