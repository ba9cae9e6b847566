"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { addressOf } from "#app/(console)/address.ts";
import { DeleteLeftoverInput, deleteLeftover } from "#lib/operations/delete-leftover.ts";
import type { Mended } from "#lib/operations/mend-files.ts";
import { MendModesInput, mendModes } from "#lib/operations/mend-modes.ts";

export async function mendModesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = MendModesInput.safeParse({
    gatewayId: form.get("gatewayId"),
    file: form.get("file") ?? undefined,
  });
  if (!input.success) return invalidInput(input.error);

  let mended: Mended;
  try {
    mended = await mendModes(ctx, input.data);
  } catch (error) {
    return refused(error);
  }
  const { changed, failed } = mended;
  const counts = { count: changed.length, failed: failed.length || undefined };
  redirect(addressOf("/doctor", { ...shownIn(form), notice: "mended", ...counts }) as never);
}

export async function deleteLeftoverAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = DeleteLeftoverInput.safeParse({ gatewayId: form.get("gatewayId"), file: form.get("file") });
  if (!input.success) return invalidInput(input.error);

  try {
    await deleteLeftover(ctx, input.data);
  } catch (error) {
    return refused(error);
  }
  redirect(addressOf("/doctor", { ...shownIn(form), notice: "deleted" }) as never);
}

/** The gateway that was being looked at, to look at it again. */
function shownIn(form: FormData): { gateway: string | undefined } {
  const shown = form.get("shown");
  return { gateway: typeof shown === "string" && shown !== "" ? shown : undefined };
}
