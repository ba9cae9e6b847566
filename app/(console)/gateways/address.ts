import { addressOf } from "#app/(console)/address.ts";

type Below = "edit" | "import" | "publish" | `publications/${string}`;

/** The address of a gateway's page, or of one below it. */
export function gatewayAddress(
  gatewayId: string,
  below?: Below,
  query: Record<string, string | number | undefined> = {},
): string {
  const path = `/gateways/${encodeURIComponent(gatewayId)}`;
  return addressOf(below ? `${path}/${below}` : path, query);
}

export function publicationAddress(gatewayId: string, publicationId: string): string {
  return gatewayAddress(gatewayId, `publications/${encodeURIComponent(publicationId)}`);
}
