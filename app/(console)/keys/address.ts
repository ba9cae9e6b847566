import { addressOf } from "#app/(console)/address.ts";

type Query = { variable?: string | undefined; notice?: "written" | "removed" | "rewritten"; of?: string };

/** The page of a gateway's key sources. `variable` is one that is about to be written. */
export function keysAddress(gatewayId: string, query: Query = {}): string {
  return addressOf("/keys", { gateway: gatewayId, ...query });
}
