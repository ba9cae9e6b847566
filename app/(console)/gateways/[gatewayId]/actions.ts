"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { refused } from "#app/_server/form-state.ts";
import { gatewayReload, openingContext } from "#app/_server/opening.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { gatewayAddress, publicationAddress } from "#app/(console)/gateways/address.ts";
import { AdoptDriftInput, adoptDrift } from "#lib/operations/adopt-drift.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";

export async function importAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = gatewayIdOf(form);
  let taken: number;
  try {
    taken = importGateway(ctx, gatewayId).changes;
  } catch (error) {
    return refused(error);
  }
  redirect(gatewayAddress(gatewayId, "import", { taken }) as never);
}

export async function askAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = gatewayIdOf(form);
  try {
    await askGatewayAgain(ctx, gatewayId);
  } catch (error) {
    return refused(error);
  }
  redirect(gatewayAddress(gatewayId, undefined, { notice: "asked" }) as never);
}

export async function publishAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = gatewayIdOf(form);
  let publicationId: string;
  try {
    ({ publicationId } = await publishGateway(ctx, gatewayId, await gatewayReload()));
  } catch (error) {
    return refused(error);
  }
  redirect(publicationAddress(gatewayId, publicationId) as never);
}

export async function unpublishAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const gatewayId = gatewayIdOf(form);
  let publicationId: string;
  try {
    ({ publicationId } = await unpublishGateway(ctx, gatewayId, await gatewayReload()));
  } catch (error) {
    return refused(error);
  }
  redirect(publicationAddress(gatewayId, publicationId) as never);
}

export async function adoptAction(_previous: FormState, form: FormData): Promise<FormState> {
  await operatorContext();
  const gatewayId = gatewayIdOf(form);
  const input = AdoptDriftInput.safeParse({ gatewayId, entries: form.getAll("entry") });
  if (!input.success) return refused(new OperationError("adopt_nothing_chosen"));

  let adopted: number;
  try {
    adopted = adoptDrift(await openingContext(), input.data).adopted.length;
  } catch (error) {
    return refused(error);
  }
  redirect(gatewayAddress(gatewayId, undefined, { notice: "adopted", count: adopted }) as never);
}

function gatewayIdOf(form: FormData): string {
  return String(form.get("gatewayId") ?? "");
}
