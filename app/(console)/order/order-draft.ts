import type { Route } from "next";
import { pathOf } from "#app/(console)/address.ts";

/**
 * An order someone is working on and has not saved: the ids in sequence, and those with a check mark. `keepsRest`: those
 * in use that the editor does not show come after them.
 */
export type OrderDraft = { ids: string[]; include: string[]; keepsRest?: boolean };

type OrderKey = { gatewayId: string; agentId: string; provider: string };

type State = { notice?: "saved" | "cleared"; draft?: OrderDraft; stale?: boolean };

/** Longer addresses are cut by servers; a draft that does not fit is dropped rather than halved. */
const QUERY_LENGTH_MAX = 6000;

/** Where the editor of an order is, with what it should show besides. */
export function orderHref({ gatewayId, agentId, provider }: OrderKey, state: State = {}): Route {
  const path = `/order${pathOf(gatewayId, agentId, provider)}`;
  const query = new URLSearchParams();
  if (state.notice) query.set("notice", state.notice);
  if (state.stale) query.set("stale", "1");
  const withDraft = new URLSearchParams(query);
  for (const id of state.draft?.ids ?? []) withDraft.append("ids", id);
  for (const id of state.draft?.include ?? []) withDraft.append("include", id);
  if (state.draft?.keepsRest) withDraft.append("rest", "keep");
  const fitting = withDraft.toString().length > QUERY_LENGTH_MAX ? query : withDraft;
  return (fitting.size > 0 ? `${path}?${fitting}` : path) as Route;
}
