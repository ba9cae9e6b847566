"use server";

import { refresh } from "next/cache";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { MuteAlertInput, muteAlert } from "#lib/operations/mute-alert.ts";
import { retryDelivery } from "#lib/operations/retry-delivery.ts";
import { AlertRulesInput, setAlertRules } from "#lib/operations/set-alert-rules.ts";

export async function muteAlertAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = MuteAlertInput.safeParse({ key: form.get("key"), hours: form.get("hours") });
  if (!input.success) return invalidInput(input.error);

  try {
    muteAlert(ctx, input.data);
  } catch (error) {
    return refused(error);
  }
  refresh();
  const t = await getT("alerts.now.mute");
  return { status: "done", message: input.data.hours === 0 ? t("ended") : t("done") };
}

export async function retryDeliveryAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    retryDelivery(ctx, String(form.get("deliveryId") ?? ""));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("alerts.deliveries"))("retried") };
}

export async function setAlertRulesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const input = AlertRulesInput.safeParse({
    expirySteps: form.get("expirySteps"),
    probeFailures: form.get("probeFailures"),
    reminderHours: form.get("reminderHours"),
    retentionDays: form.get("retentionDays"),
  });
  if (!input.success) return invalidInput(input.error, typed);

  try {
    setAlertRules(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  return { status: "done", message: (await getT("alerts.rules"))("saved") };
}
