"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { finishSecondStep } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { Code } from "#lib/operations/second-step.ts";

const SecondStepInput = z.strictObject({ code: Code });

export async function secondStepAction(_previous: FormState, form: FormData): Promise<FormState> {
  await visitorContext();
  const input = SecondStepInput.safeParse({ code: form.get("code") ?? undefined });
  if (!input.success) return invalidInput(input.error);
  try {
    await finishSecondStep(input.data.code);
  } catch (error) {
    return refused(error);
  }
  redirect("/");
}
