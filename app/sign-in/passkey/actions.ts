"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { visitorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { passkeyQuestion, signInWithPasskey } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import type { PasskeyQuestion } from "#app/_ui/passkey-form.client.tsx";
import { PasskeyAnswer } from "#lib/operations/passkey-challenge.ts";

const AnswerInput = z.strictObject({ answer: PasskeyAnswer });

/** For whoever comes; the device says who that is. */
export async function anyPasskeyAction(): Promise<PasskeyQuestion> {
  await visitorContext();
  try {
    return { ceremony: "get", options: await passkeyQuestion("anyone") };
  } catch (error) {
    return { ceremony: "refused", state: await refused(error) };
  }
}

/** For the second step of someone whose password was right. */
export async function ownPasskeyAction(): Promise<PasskeyQuestion> {
  await visitorContext();
  try {
    return { ceremony: "get", options: await passkeyQuestion("second_step") };
  } catch (error) {
    return { ceremony: "refused", state: await refused(error) };
  }
}

export async function passkeySignInAction(_previous: FormState, form: FormData): Promise<FormState> {
  await visitorContext();
  const input = AnswerInput.safeParse({ answer: form.get("answer") ?? undefined });
  if (!input.success) return invalidInput(input.error);
  try {
    await signInWithPasskey(input.data.answer);
  } catch (error) {
    return refused(error);
  }
  redirect("/");
}
