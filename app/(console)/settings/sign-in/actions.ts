"use server";

import { refresh } from "next/cache";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import { getT } from "#app/_server/i18n.ts";
import { prove } from "#app/_server/proof.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import {
  resetSecondFactors,
  SecondFactorRuleInput,
  setSecondFactorRule,
} from "#lib/operations/manage-second-factors.ts";

/** What every deed here asks for. */
const MAY = { permission: "people:manage" } as const;

export async function setSecondFactorRuleAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = SecondFactorRuleInput.safeParse({ roles: form.getAll("roles") });
  if (!input.success) return invalidInput(input.error);
  try {
    const target = input.data.roles.join(" ");
    await prove(form, { ...MAY, action: "second_factor.rule", target });
    setSecondFactorRule(ctx, input.data);
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("sign_in_settings"))("rule_saved") };
}

export async function resetSecondFactorsAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const userId = String(form.get("userId") ?? "");
  let email: string;
  try {
    await prove(form, { ...MAY, action: "second_factor.reset", target: userId });
    ({ email } = resetSecondFactors(ctx, { userId }));
  } catch (error) {
    return refused(error);
  }
  refresh();
  return { status: "done", message: (await getT("sign_in_settings"))("reset_done", { email }) };
}
