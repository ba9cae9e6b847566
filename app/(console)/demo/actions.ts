"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { refused } from "#app/_server/form-state.ts";
import { dataFolder } from "#app/_server/runtime.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { addDemo, removeDemo } from "#lib/operations/demo-gateway.ts";

export async function addDemoAction(_previous: FormState, _form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let gatewayId: string;
  try {
    ({ gatewayId } = await addDemo(ctx, dataFolder()));
  } catch (error) {
    return refused(error);
  }
  redirect(`/?ready=${encodeURIComponent(gatewayId)}`);
}

export async function removeDemoAction(_previous: FormState, _form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    removeDemo(ctx, dataFolder());
  } catch (error) {
    return refused(error);
  }
  redirect("/gateways?demo=removed");
}
