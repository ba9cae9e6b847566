import { type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

export type RegisteredGateway = { gatewayId: string } & Omit<GatewayRow, "id">;

export type RegisteredGatewaysView = { asOfMs: number; gateways: RegisteredGateway[] };

/** Every gateway as it was registered, by name. Reads the database only, no state dir. */
export function registeredGatewaysView(ctx: ViewContext): RegisteredGatewaysView {
  const gateways = listGateways(ctx.db.reader).map(({ id, ...gateway }) => ({ gatewayId: id, ...gateway }));
  return { asOfMs: ctx.nowMs, gateways };
}
