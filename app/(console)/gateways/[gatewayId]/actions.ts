"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { refused } from "#app/_server/form-state.ts";
import { gatewayReload, openingContext } from "#app/_server/opening.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { gatewayAddress, publicationAddress } from "#app/(console)/gateways/address.ts";
import { AdoptDriftInput, adoptDrift } from "#lib/operations/adopt-drift.ts";
import { askGatewayAgain } from "#lib/operations/ask-gateway.ts";
import type { OperationContext } from "#lib/operations/context.ts";
import { importGateway } from "#lib/operations/import-gateway.ts";
import { OperationError } from "#lib/operations/operation-error.ts";
import { publishGateway } from "#lib/operations/publish-gateway.ts";
import { requestPublish } from "#lib/operations/request-publish.ts";
import { unpublishGateway } from "#lib/operations/unpublish-gateway.ts";
import { isOnOtherHost } from "#lib/views/host-view.ts";

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
  return published(ctx, form, "publish", publishGateway);
}

export async function unpublishAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  return published(ctx, form, "unpublish", unpublishGateway);
}

/** The host of a gateway elsewhere does it with its next report, which its page shows. */
async function published(
  ctx: OperationContext,
  form: FormData,
  kind: "publish" | "unpublish",
  work: typeof publishGateway,
): Promise<FormState> {
  const gatewayId = gatewayIdOf(form);
  let address = gatewayAddress(gatewayId);
  try {
    if (isOnOtherHost(ctx, gatewayId)) requestPublish(ctx, gatewayId, kind);
    else {
      const { publicationId } = await work(ctx, gatewayId, await gatewayReload());
      address = publicationAddress(gatewayId, publicationId);
    }
  } catch (error) {
    return refused(error);
  }
  redirect(address as never);
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
