"use server";

import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { gatewayReload } from "#app/_server/opening.ts";
import { FIRST_RUN_COOKIE } from "#app/_server/preferences.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { gatewayAddress, publicationAddress } from "#app/(console)/gateways/address.ts";
import { AddApiKeyInput, addApiKey } from "#lib/operations/add-api-key.ts";
import { AddGatewayInput } from "#lib/operations/add-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { startGateway } from "#lib/operations/start-gateway.ts";

/** What was found is chosen; a path of one's own is typed, and then nothing is chosen. */
export async function startGatewayAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const found = textOf(form, "found");
  const input = AddGatewayInput.safeParse({
    name: form.get("name"),
    stateDir: found === "" ? form.get("stateDir") : found,
  });
  if (!input.success) return invalidInput(input.error, typed);
  let started: { gatewayId: string; isKnown: boolean };
  try {
    started = await startGateway(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  redirect(started.isKnown ? nextStep("gateway") : (gatewayAddress(started.gatewayId) as never));
}

export async function startImportAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    importGateway(ctx, textOf(form, "gatewayId"));
  } catch (error) {
    return refused(error);
  }
  redirect(nextStep("credential"));
}

export async function startKeyAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, ["secret"]);
  const [gatewayId, agentId] = [form.get("gatewayId"), form.get("agentId")];
  const [provider, secret] = [form.get("provider"), form.get("secret")];
  const fields = { gatewayId, agentId, provider, secret, label: "", email: "" };
  const input = AddApiKeyInput.safeParse(fields);
  if (!input.success) return invalidInput(input.error, typed);
  try {
    addApiKey(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  redirect(nextStep("credential"));
}

/** To the status once it was read back and found right; else to the receipt, which says what was not. */
export async function startPublishAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = textOf(form, "gatewayId");
  let published: { publicationId: string; verified: boolean };
  try {
    published = await publishGateway(ctx, gatewayId, await gatewayReload());
  } catch (error) {
    return refused(error);
  }
  const ready = `/?ready=${encodeURIComponent(gatewayId)}`;
  redirect((published.verified ? ready : publicationAddress(gatewayId, published.publicationId)) as never);
}

/** Offers it no more in this browser. Its page stays. */
export async function skipFirstRunAction(_previous: FormState, _form: FormData): Promise<FormState> {
  await operatorContext();
  const jar = await cookies();
  jar.set(FIRST_RUN_COOKIE, "skipped", {
    path: "/",
    maxAge: 365 * 24 * 60 * 60,
    sameSite: "lax",
    httpOnly: true,
  });
  redirect("/");
}

/** Another address for each step, so that the browser begins at the top of it. What is shown does not depend on it. */
function nextStep(after: "gateway" | "credential"): "/start" {
  return `/start?after=${after}` as "/start";
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "");
}
