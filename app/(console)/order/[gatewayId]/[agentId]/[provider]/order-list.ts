import type { OrderDraft } from "#app/(console)/order/order-draft.ts";
import type { OrderView } from "#lib/views/order-view.ts";

type Facts = Pick<OrderView, "candidates" | "override" | "wanted">;

/**
 * What the editor's list starts with: a draft, else the override, else what OpenClaw does without one. Every
 * profile that an override may name is in it once; an id that is no candidate any more is not.
 */
export function startingList(view: Facts, draft: OrderDraft | null): OrderDraft {
  const candidates = new Set(view.candidates);
  const known = (ids: readonly string[]) => ids.filter((id) => candidates.has(id));
  const sequence = draft?.ids ?? view.override ?? view.wanted.rows.map((row) => row.profileId);
  return {
    ids: [...new Set([...known(sequence), ...view.candidates])],
    include: known(draft?.include ?? view.override ?? notLeftOut(view)),
  };
}

/** Without an override: all that OpenClaw would try, and those it would try once they can be used again. */
function notLeftOut(view: Facts): string[] {
  return view.wanted.rows
    .filter((row) => row.excludedBy === null || row.excludedBy === "ineligible")
    .map((row) => row.profileId);
}
