"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { openingContext } from "#app/_server/opening.ts";
import { runtime } from "#app/_server/runtime.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { keysAddress } from "#app/(console)/keys/address.ts";
import { trialState } from "#app/(console)/keys/rotation-trial.ts";
import {
  RemoveEnvironmentKeyInput,
  WritePastedKeyInput,
  WriteProfileKeyInput,
} from "#lib/operations/environment-key-input.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { TryRotationListInput, tryRotationList } from "#lib/operations/try-rotation-list.ts";
import {
  removeEnvironmentKey,
  rewriteEnvironmentKeys,
  writePastedKey,
  writeProfileKey,
} from "#lib/operations/write-environment-keys.ts";

export async function writeKeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  await operatorContext();
  const typed = typedValues(form, ["secret"]);
  const fields = {
    gatewayId: form.get("gatewayId"),
    variable: form.get("variable"),
    overwrite: form.has("overwrite"),
    evenIfBlocked: form.has("evenIfBlocked"),
  };
  const profileRowId = String(form.get("profileRowId") ?? "");
  const secret = String(form.get("secret") ?? "");
  if (profileRowId !== "" && secret !== "") return refused(new OperationError("env_secret_twice"), typed);
  const fromProfile = WriteProfileKeyInput.safeParse({ ...fields, profileRowId });
  const pasted = WritePastedKeyInput.safeParse({ ...fields, secret });
  const input = profileRowId === "" ? pasted : fromProfile;
  if (!input.success) return invalidInput(input.error, typed);

  try {
    const ctx = await openingContext();
    if (fromProfile.success) writeProfileKey(ctx, fromProfile.data);
    else if (pasted.success) writePastedKey(ctx, pasted.data);
  } catch (error) {
    return refused(error, typed);
  }
  const { gatewayId, variable } = input.data;
  redirect(keysAddress(gatewayId, { notice: "written", of: variable }) as never);
}

export async function removeKeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  await operatorContext();
  const [gatewayId, variable] = [form.get("gatewayId"), form.get("variable")];
  const input = RemoveEnvironmentKeyInput.safeParse({
    gatewayId,
    variable,
    overwrite: form.has("overwrite"),
  });
  if (!input.success) return invalidInput(input.error);

  try {
    removeEnvironmentKey(await openingContext(), input.data);
  } catch (error) {
    return refused(error);
  }
  redirect(keysAddress(input.data.gatewayId, { notice: "removed", of: input.data.variable }) as never);
}

export async function rewriteKeysAction(_previous: FormState, form: FormData): Promise<FormState> {
  await operatorContext();
  const gatewayId = String(form.get("gatewayId"));
  try {
    rewriteEnvironmentKeys(await openingContext(), gatewayId);
  } catch (error) {
    return refused(error);
  }
  redirect(keysAddress(gatewayId, { notice: "rewritten" }) as never);
}

export async function tryListAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const [gatewayId, provider] = [form.get("gatewayId"), form.get("provider")];
  const input = TryRotationListInput.safeParse({ gatewayId, provider });
  if (!input.success) return invalidInput(input.error);

  try {
    const options = { clock: Date.now, proxy: runtime().proxy };
    return await trialState(await tryRotationList(ctx, input.data, options));
  } catch (error) {
    return refused(error);
  }
}
