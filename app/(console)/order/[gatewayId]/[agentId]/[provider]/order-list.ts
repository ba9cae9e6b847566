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

/** So many rows stand in the editor from the start, and so many more at once when someone looks for others to add. */
const ROWS_MAX = 80;
const FOUND_MAX = 20;
/** What the operation takes. Of more an override cannot keep all. */
const OVERRIDE_MAX = 1000;

/** The part of a list that one page holds; `rest` are those of the others that an override can keep after these. */
export type ShownList = OrderDraft & { rest: string[]; total: number };

/**
 * What the editor shows of its list: all of it while it is short. Of a long one those in whose id `find` stands, where
 * they are seen at once, and the first. With more profiles than an override can hold nothing is checked before someone chooses.
 */
export function shownList(view: Facts, draft: OrderDraft | null, find: string | undefined): ShownList {
  const list = startingList(view, draft);
  const total = list.ids.length;
  if (total <= ROWS_MAX + FOUND_MAX) return { ...list, rest: [], total };
  const first = draft ? draftRows(draft, list.ids) : list.ids.slice(0, ROWS_MAX);
  const ids = [...idsWith(find, list.ids, new Set(first)), ...first];
  const rest = restOf(view, ids);
  const isChosen = draft !== null || rest !== null;
  const shown = new Set(ids);
  return {
    ids,
    include: isChosen ? list.include.filter((id) => shown.has(id)) : [],
    keepsRest: draft?.keepsRest ?? true,
    rest: rest ?? [],
    total,
  };
}

/** The profiles in use that are not among the shown, in their order; null when they are too many to keep. */
export function restOf(view: Facts, shown: readonly string[]): string[] | null {
  const inUse = startingList(view, null).include;
  const here = new Set(shown);
  return inUse.length > OVERRIDE_MAX ? null : inUse.filter((id) => !here.has(id));
}

/** The rows someone works on; of too many those without a check mark go first. */
function draftRows(draft: OrderDraft, known: readonly string[]): string[] {
  const candidates = new Set(known);
  const ids = [...new Set(draft.ids)].filter((id) => candidates.has(id));
  if (ids.length <= ROWS_MAX) return ids;
  const checked = new Set(draft.include);
  const byNeed = [...ids.filter((id) => checked.has(id)), ...ids.filter((id) => !checked.has(id))];
  const kept = new Set(byNeed.slice(0, ROWS_MAX));
  return ids.filter((id) => kept.has(id) || checked.has(id));
}

function idsWith(find: string | undefined, ids: readonly string[], without: ReadonlySet<string>): string[] {
  const text = find?.toLowerCase();
  if (!text) return [];
  return ids.filter((id) => !without.has(id) && id.toLowerCase().includes(text)).slice(0, FOUND_MAX);
}
