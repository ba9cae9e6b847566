"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { signIn } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { Email } from "#lib/operations/person-input.ts";

const SignInInput = z.strictObject({
  email: Email,
  password: z.string().min(1, "required").max(256, "too_long"),
});

export async function signInAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await visitorContext();
  const typed = typedValues(form, ["password"]);
  const input = SignInInput.safeParse({ email: form.get("email"), password: form.get("password") });
  if (!input.success) return invalidInput(input.error, typed);
  let next: "/" | "/sign-in/second-step" = "/";
  try {
    if ((await signIn(ctx, input.data)) === "second_step") next = "/sign-in/second-step";
  } catch (error) {
    return refused(error, typed);
  }
  redirect(next);
}
