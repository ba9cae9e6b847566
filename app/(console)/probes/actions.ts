"use server";

import { refresh } from "next/cache";
import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused, typedValues } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { runSweep } from "#app/_server/probing.ts";
import { PROOF_FIELDS, prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { cancelProbes } from "#lib/operations/cancel-probes.ts";
import { requireVault } from "#lib/operations/context.ts";
import {
  allowanceTarget,
  allowForProbes,
  ProbeAllowanceInput,
  withdrawFromProbes,
} from "#lib/operations/probe-allowance.ts";
import { ProbePolicyInput, setProbePolicy } from "#lib/operations/set-probe-policy.ts";
import { StartProbesInput, startProbes } from "#lib/operations/start-probes.ts";

export async function startProbesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const given = (name: string) => String(form.get(name) ?? "") || undefined;
  const input = StartProbesInput.safeParse({
    gatewayId: given("gatewayId"),
    agentId: given("agentId"),
    provider: given("provider"),
    profileIds: form.has("profileId") ? form.getAll("profileId") : undefined,
  });
  if (!input.success) return invalidInput(input.error, typed);

  let sweepId: string;
  try {
    requireVault(ctx);
    ({ sweepId } = startProbes(ctx, input.data));
  } catch (error) {
    return refused(error, typed);
  }
  runSweep(ctx.actor, sweepId);
  redirect(`/probes/${encodeURIComponent(sweepId)}`);
}

export async function cancelProbesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  try {
    cancelProbes(ctx, String(form.get("sweepId") ?? ""));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("probes"))("cancelled") };
}

export async function setProbePolicyAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form);
  const input = ProbePolicyInput.safeParse({
    provider: form.get("provider"),
    paidRequestsPerDay: form.get("paidRequestsPerDay"),
    paidCentsPerDay: form.get("paidCentsPerDay"),
    intervalMinutes: form.get("intervalMinutes"),
  });
  if (!input.success) return invalidInput(input.error, typed);

  try {
    setProbePolicy(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  redirect("/probes/rules?notice=saved");
}

export async function allowForProbesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const typed = typedValues(form, PROOF_FIELDS);
  const input = ProbeAllowanceInput.safeParse({ kind: form.get("kind"), value: form.get("value") });
  if (!input.success) return invalidInput(input.error, typed);

  try {
    const target = allowanceTarget(input.data);
    await prove(form, { permission: "gateway:manage", action: "probe.allow", target });
    allowForProbes(ctx, input.data);
  } catch (error) {
    return refused(error, typed);
  }
  refresh();
  return { status: "done", message: (await getT("probes.rules"))("allowed", { value: input.data.value }) };
}

export async function withdrawFromProbesAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  let value: string;
  try {
    ({ value } = withdrawFromProbes(ctx, String(form.get("id") ?? "")));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("probes.rules"))("withdrawn", { value }) };
}
