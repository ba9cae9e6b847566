import { addressOf, pathOf } from "#app/(console)/address.ts";
import { orderHref } from "#app/(console)/order/order-draft.ts";
import type { StatusStep } from "#lib/domain/status-step.ts";
import type { StatusRow } from "#lib/views/status-rows.ts";
import type { StatusQuery } from "#lib/views/status-search.ts";

type Place = Pick<StatusRow, "gatewayId" | "agentId" | "provider">;

/** The status page with what is chosen there. */
export function statusAddress(query: StatusQuery): string {
  return addressOf("/", { ...query, page: query.page === 1 ? undefined : query.page });
}

/** The details of one agent and provider. */
export function cellAddress({ gatewayId, agentId, provider }: Place, query: { page?: number } = {}): string {
  return addressOf(`/status${pathOf(gatewayId, agentId, provider)}`, query);
}

/** Where the console does a step; null when it cannot. */
export function stepAddress(step: StatusStep, place: Place): string | null {
  const { gatewayId, agentId, provider } = place;
  switch (step.kind) {
    case "import":
      return `/gateways/${encodeURIComponent(gatewayId)}/import`;
    case "add":
      return addressOf("/profiles/new", { gateway: gatewayId, agent: agentId, provider });
    case "order":
      return orderHref(place);
    case "doctor":
      return addressOf("/doctor", { gateway: gatewayId });
    case "wait":
    case "billing":
      return addressOf("/timeline", { gateway: gatewayId, group: "provider" });
    case "replace":
      return `/profiles/${encodeURIComponent(step.rowId)}`;
    default:
      return null;
  }
}
