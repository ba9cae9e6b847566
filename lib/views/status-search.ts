import { providerName } from "#lib/domain/providers.ts";
import { STATUS_STATES, type StatusState } from "#lib/domain/status-cell.ts";
import { type Page, pageOf } from "#lib/views/page-of.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";

/** What rows are filtered by: a state of the agent's access or of a profile beside it, or drift. */
export const STATUS_FILTERS = [...STATUS_STATES, "drift"] as const;
export type StatusFilter = (typeof STATUS_FILTERS)[number];

/** `state` is the most pressing first; equal ones stand by name. */
export const STATUS_SORTS = ["state", "agent", "provider", "expiry"] as const;
export type StatusSort = (typeof STATUS_SORTS)[number];

export type StatusQuery = {
  gateway?: string | undefined;
  agent?: string | undefined;
  provider?: string | undefined;
  state?: StatusFilter | undefined;
  /** Found in the names of gateway, agent, provider and profile, and in the source, in either case. */
  q?: string | undefined;
  sort?: StatusSort | undefined;
  page?: number | undefined;
};

export function isStatusFilter(value: unknown): value is StatusFilter {
  return STATUS_FILTERS.some((filter) => filter === value);
}

export function isStatusSort(value: unknown): value is StatusSort {
  return STATUS_SORTS.some((sort) => sort === value);
}

/** One page of the rows that fit. */
export function searchStatus(rows: readonly StatusRow[], query: StatusQuery): Page<StatusRow> {
  const text = query.q?.trim().toLowerCase() ?? "";
  const found = rows.filter(
    (row) =>
      (!query.gateway || row.gatewayId === query.gateway) &&
      (!query.agent || row.agentId === query.agent) &&
      (!query.provider || row.provider === query.provider) &&
      (!query.state || fitsState(row, query.state)) &&
      (text === "" || holdsText(row, text)),
  );
  return pageOf(found.sort(COMPARE[query.sort ?? "state"]), query.page);
}

/** How many rows fit each filter. */
export function countStates(rows: readonly StatusRow[]): Record<StatusFilter, number> {
  const counts = STATUS_FILTERS.map((filter) => [
    filter,
    rows.filter((row) => fitsState(row, filter)).length,
  ]);
  return Object.fromEntries(counts) as Record<StatusFilter, number>;
}

function fitsState({ state, also, hasDrift }: StatusRow, filter: StatusFilter): boolean {
  return filter === "drift" ? hasDrift : state === filter || also.includes(filter);
}

function holdsText(row: StatusRow, text: string): boolean {
  const { gatewayName, agentId, provider, profileId, effective } = row;
  return [gatewayName, agentId, provider, providerName(provider), profileId, effective?.source].some(
    (field) => field?.toLowerCase().includes(text),
  );
}

type Compare = (a: StatusRow, b: StatusRow) => number;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byAgent: Compare = (a, b) => byText(a.gatewayName, b.gatewayName) || byText(a.agentId, b.agentId);
const byName: Compare = (a, b) => byAgent(a, b) || byText(a.provider, b.provider);

/** An expired profile that nothing depends on presses less than a working one that ends soon. */
function urgency({ state, also, hasDrift, inUse }: StatusRow): number {
  const rank = STATUS_STATES.indexOf(state as StatusState) * 4;
  return rank + (inUse ? 0 : 2) + (also.length > 0 || hasDrift ? 0 : 1);
}

const endOf = ({ expiresAtMs }: StatusRow) => expiresAtMs ?? Number.MAX_VALUE;

const COMPARE: Record<StatusSort, Compare> = {
  state: (a, b) => urgency(a) - urgency(b) || byName(a, b),
  agent: byName,
  provider: (a, b) => byText(a.provider, b.provider) || byAgent(a, b),
  expiry: (a, b) => endOf(a) - endOf(b) || byName(a, b),
};
