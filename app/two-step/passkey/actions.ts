"use server";

import { refresh } from "next/cache";
import { accountContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { keepChallenge, passkeyPlace, takeChallenge } from "#app/_server/passkeys.ts";
import { peerAddress } from "#app/_server/sign-in.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import type { PasskeyQuestion } from "#app/_ui/passkey-form.client.tsx";
import {
  AddPasskeyInput,
  addPasskey,
  beginPasskey,
  RemovePasskeyInput,
  removePasskey,
} from "#lib/operations/own-passkeys.ts";

export async function passkeyQuestionAction(): Promise<PasskeyQuestion> {
  const ctx = await accountContext();
  try {
    const { options, token } = await beginPasskey(ctx, await passkeyPlace());
    await keepChallenge(token);
    return { ceremony: "create", options };
  } catch (error) {
    return { ceremony: "refused", state: await refused(error) };
  }
}

export async function addPasskeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await accountContext();
  const typed = typedValues(form, ["answer"]);
  const input = AddPasskeyInput.safeParse({
    name: form.get("name"),
    answer: form.get("answer") ?? undefined,
  });
  if (!input.success) return invalidInput(input.error, typed);
  try {
    const { recoveryCodes } = await addPasskey(ctx, await takeChallenge(), input.data);
    refresh();
    const t = await getT("security");
    const { name } = input.data;
    if (recoveryCodes.length === 0) return { status: "done", message: t("passkey_added", { name }) };
    const issued = recoveryCodes.map((code) => code.reveal()).join("\n");
    return { status: "done", message: t("passkey_first", { name }), issued };
  } catch (error) {
    return refused(error, typed);
  }
}

export async function removePasskeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await accountContext();
  const [passkeyId, password] = [form.get("passkeyId"), form.get("password") ?? undefined];
  const input = RemovePasskeyInput.safeParse({ passkeyId, password });
  if (!input.success) return invalidInput(input.error);
  let name: string;
  try {
    ({ name } = await removePasskey(ctx, { ...input.data, address: await peerAddress() }));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("security"))("passkey_removed", { name }) };
}
