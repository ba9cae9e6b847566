"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { gatewayAddress } from "#app/(console)/gateways/address.ts";
import { AddGatewayInput, addGateway } from "#lib/operations/add-gateway.ts";
import { EditGatewayInput, editGateway, type TokenFate } from "#lib/operations/edit-gateway.ts";
import { removeGateway } from "#lib/operations/remove-gateway.ts";
import { revokeGatewayTokens } from "#lib/operations/revoke-resolver-tokens.ts";

const SECRET_FIELDS = ["rpcToken"];

export async function addGatewayAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const [name, stateDir] = [form.get("name"), form.get("stateDir")];
  const input = AddGatewayInput.safeParse({ name, stateDir, ...reachedBy(form) });
  if (!input.success) return invalidInput(input.error, typed);

  let gatewayId: string;
  try {
    ({ gatewayId } = addGateway(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  redirect(gatewayAddress(gatewayId, "import", { added: 1 }) as never);
}

export async function editGatewayAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, SECRET_FIELDS);
  const gatewayId = textOf(form, "gatewayId");
  const input = EditGatewayInput.safeParse(reachedBy(form));
  if (!input.success) return invalidInput(input.error, typed);

  let token: TokenFate;
  try {
    ({ token } = editGateway(ctx, gatewayId, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  const notice = token === "dropped" ? "token_dropped" : "edited";
  redirect(gatewayAddress(gatewayId, undefined, { notice }) as never);
}

export async function revokeTokensAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = textOf(form, "gatewayId");
  try {
    revokeGatewayTokens(ctx, gatewayId);
  } catch (error) {
    return refused(error);
  }
  redirect(gatewayAddress(gatewayId, undefined, { notice: "revoked" }) as never);
}

export async function removeGatewayAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const name = textOf(form, "name");
  if (textOf(form, "confirmation") !== name) {
    const t = await getT("gateway.remove");
    return { status: "invalid", fields: { confirmation: [t("mismatch", { name })] } };
  }
  const gatewayId = textOf(form, "gatewayId");
  try {
    await prove(form, { permission: "gateway:manage", action: "gateway.remove", target: gatewayId });
    removeGateway(ctx, gatewayId);
  } catch (error) {
    return refused(error);
  }
  redirect(`/gateways?removed=${encodeURIComponent(name)}` as never);
}

/** How a running gateway is reached. A field left empty is one left out. */
function reachedBy(form: FormData) {
  const given = (name: string) => textOf(form, name).trim() || undefined;
  return { openclawPath: given("openclawPath"), rpcUrl: given("rpcUrl"), rpcToken: given("rpcToken") };
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? "");
}
