"use server";

import { refresh } from "next/cache";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { peerAddress, renewSession } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { ChangePasswordInput, changePassword } from "#lib/operations/change-password.ts";

export async function changePasswordAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const [current, password] = [form.get("current"), form.get("password")];
  const input = ChangePasswordInput.safeParse({ current, password });
  if (!input.success) return invalidInput(input.error);
  let sessions: number;
  try {
    ({ sessions } = await changePassword(ctx, input.data, { address: await peerAddress() }));
    await renewSession();
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("security"))("change_done", { sessions }) };
}
