"use server";

import { redirect } from "next/navigation";
import { visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { signIn } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { CreateFirstOwnerInput, createFirstOwner } from "#lib/operations/setup.ts";

const SECRET_FIELDS = ["code", "password"];

export async function createFirstOwnerAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await visitorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const input = CreateFirstOwnerInput.safeParse({
    code: form.get("code"),
    name: form.get("name"),
    email: form.get("email"),
    password: form.get("password"),
  });
  if (!input.success) return invalidInput(input.error, typed);
  try {
    await createFirstOwner(ctx, input.data);
    await signIn(ctx, { email: input.data.email, password: input.data.password.reveal() });
  } catch (error) {
    return refused(error, typed);
  }
  redirect("/");
}
