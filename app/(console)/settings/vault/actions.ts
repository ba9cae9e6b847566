"use server";

import { refresh } from "next/cache";
import { z } from "zod";
import { openingIn, recipientsIn } from "#app/_server/age-form.ts";
import { keyringSource } from "#app/_server/audit-download.ts";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { exportKeyring } from "#lib/operations/export-keyring.ts";
import { verifyKeyringExport } from "#lib/operations/recover-keyring.ts";
import { sealTarget } from "#lib/operations/sealed-file.ts";
import { cancelRotation, startRotation } from "#lib/operations/start-rotation.ts";

const StartInput = z.object({ kind: z.enum(["keyring", "data_keys"]) });
const CancelInput = z.object({ targetId: z.string().max(64) });

/** What every deed here asks for. */
const MAY = { permission: "key:manage" } as const;

export async function startRotationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = StartInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { kind } = input.data;
  try {
    await prove(form, { ...MAY, action: "key.rotate", target: kind });
    startRotation(ctx, kind, keyringSource());
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("vault_page"))("rotate.started") };
}

export async function cancelRotationAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = CancelInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalidInput(input.error);
  const { targetId } = input.data;
  try {
    await prove(form, { ...MAY, action: "key.cancel_rotation", target: targetId });
    cancelRotation(ctx);
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("vault_page"))("rotate.cancel_requested") };
}

export async function exportKeyringAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  try {
    const recipients = recipientsIn(form.get("recipients"));
    await prove(form, { ...MAY, action: "key.export", target: sealTarget(recipients) });
    const issued = await exportKeyring(ctx, keyringSource(), recipients);
    return { status: "done", message: (await getT("vault_page.recovery"))("done"), issued };
  } catch (error) {
    return refused(error, typed);
  }
}

/** Opens an export that was uploaded, in memory. Neither it nor what opens it is kept. */
export async function verifyExportAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const file = form.get("file");
  let report: Awaited<ReturnType<typeof verifyKeyringExport>>;
  try {
    const bytes = new Uint8Array(file instanceof File ? await file.arrayBuffer() : []);
    report = await verifyKeyringExport(ctx, bytes, await openingIn(form));
  } catch (error) {
    return refused(error);
  }
  refresh();
  const { dataKeys, secrets } = report;
  return { status: "done", message: (await getT("vault_page.recovery"))("opens", { dataKeys, secrets }) };
}
