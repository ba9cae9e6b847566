"use server";

import { redirect } from "next/navigation";
import { visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { signIn } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { AcceptInvitationInput, acceptInvitation } from "#lib/operations/accept-invitation.ts";

export async function acceptInvitationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await visitorContext();
  const typed = typedValues(form, ["password", "token", "email"]);
  const input = AcceptInvitationInput.safeParse({ name: form.get("name"), password: form.get("password") });
  if (!input.success) return invalidInput(input.error, typed);
  try {
    const { email } = await acceptInvitation(ctx, String(form.get("token") ?? ""), input.data);
    await signIn(ctx, { email, password: input.data.password.reveal() });
  } catch (error) {
    return refused(error, typed);
  }
  redirect("/");
}
