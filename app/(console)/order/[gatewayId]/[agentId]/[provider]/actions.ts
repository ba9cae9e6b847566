"use server";

import { redirect } from "next/navigation";
import { operatorContext } from "#app/_server/context.ts";
import { invalidInput, refused } from "#app/_server/form-state.ts";
import type { FormState } from "#app/_ui/form-state.ts";
import { restOf } from "#app/(console)/order/[gatewayId]/[agentId]/[provider]/order-list.ts";
import { type OrderDraft, orderHref } from "#app/(console)/order/order-draft.ts";
import { ClearOrderInput, clearOrder, SetOrderInput, setOrder } from "#lib/operations/set-order.ts";
import { orderView } from "#lib/views/order-view.ts";

export async function saveOrderAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const draft = draftOf(form);
  const target = ClearOrderInput.safeParse({ ...targetOf(form), version: form.get("version") });
  if (!target.success) return invalidInput(target.error);
  const view = draft.keepsRest ? orderView(ctx, target.data) : null;
  const profileIds = [
    ...draft.ids.filter((id) => draft.include.includes(id)),
    ...((view && restOf(view, draft.ids)) ?? []),
  ];
  const input = SetOrderInput.safeParse({ ...target.data, profileIds });
  if (!input.success) return invalidInput(input.error);

  try {
    setOrder(ctx, input.data);
  } catch (error) {
    const answer = await refused(error);
    // The page shows the saved order beside this one, and the next save has seen both.
    if (isStale(answer)) redirect(orderHref(input.data, { draft, stale: true }));
    return answer;
  }
  redirect(orderHref(input.data, { notice: "saved" }));
}

export async function clearOrderAction(_previous: FormState, form: FormData): Promise<FormState> {
  const ctx = await operatorContext();
  const input = ClearOrderInput.safeParse({ ...targetOf(form), version: form.get("version") });
  if (!input.success) return invalidInput(input.error);

  try {
    clearOrder(ctx, input.data);
  } catch (error) {
    return refused(error);
  }
  redirect(orderHref(input.data, { notice: "cleared" }));
}

function targetOf(form: FormData) {
  return { gatewayId: form.get("gatewayId"), agentId: form.get("agentId"), provider: form.get("provider") };
}

function draftOf(form: FormData): OrderDraft {
  const all = (name: string) => form.getAll(name).map(String);
  return { ids: all("ids"), include: all("include"), keepsRest: form.get("rest") === "keep" };
}

function isStale(answer: FormState): boolean {
  return answer.status === "refused" && answer.code === "order_changed_meanwhile";
}
