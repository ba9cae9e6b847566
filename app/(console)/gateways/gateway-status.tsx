import { getT } from "#app/_server/i18n.ts";
import { StatusBadge } from "#app/_ui/badge.tsx";
import type { Tone } from "#app/_ui/tone.ts";
import type { GatewayListItem } from "#lib/views/gateways-view.ts";

type Facts = Pick<
  GatewayListItem,
  "obstacle" | "driftCount" | "unpublished" | "profileCount" | "lastPublication"
>;

type Status =
  | "state_dir"
  | "not_asked"
  | "file"
  | "interrupted"
  | "drift"
  | "not_verified"
  | "unpublished"
  | "empty"
  | "up_to_date";

const TONES: Record<Status, Tone> = {
  state_dir: "danger",
  not_asked: "info",
  file: "danger",
  interrupted: "warn",
  drift: "warn",
  not_verified: "warn",
  unpublished: "warn",
  empty: "neutral",
  up_to_date: "success",
};

/** How a gateway is, the most pressing first. */
export function gatewayStatus(gateway: Facts): { status: Status; count: number } {
  const { obstacle, driftCount, unpublished, profileCount, lastPublication } = gateway;
  if (obstacle) return { status: obstacle.kind, count: 0 };
  if (lastPublication?.state === "interrupted") return { status: "interrupted", count: 0 };
  if (driftCount) return { status: "drift", count: driftCount };
  if (lastPublication?.verified === false) return { status: "not_verified", count: 0 };
  if (unpublished > 0) return { status: "unpublished", count: unpublished };
  return { status: profileCount === 0 ? "empty" : "up_to_date", count: 0 };
}

export async function GatewayStatusBadge({ gateway, look }: { gateway: Facts; look?: "box" | "plain" }) {
  const t = await getT("gateways");
  const { status, count } = gatewayStatus(gateway);
  return (
    <StatusBadge tone={TONES[status]} look={look}>
      {t(`status.${status}`, { count })}
    </StatusBadge>
  );
}
