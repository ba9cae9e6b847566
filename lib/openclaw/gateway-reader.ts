import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { findGatewayService, type GatewayService, gatewayHome } from "#lib/openclaw/gateway-service.ts";
import type { GatewayReport } from "#lib/openclaw/report-schema.ts";
import { reportedState } from "#lib/openclaw/reported-state.ts";
import { type GatewayState, type ReadOptions, readGatewayState } from "#lib/openclaw/state-dir.ts";

/** A gateway's state dir as that gateway reads it, and the service that starts it; null when that is not known. */
export type RunningState = GatewayState & { service: GatewayService | null };

/**
 * Where a gateway is. `observed` is a `GatewayObservation` as JSON, when its own OpenClaw was asked before. `report` is a
 * `GatewayReport` as JSON, of a gateway on another host: nothing on this one is looked at then.
 */
export type GatewayPlace = { stateDir: string; observed?: string | null; report?: string | null };

/**
 * Reads a registered gateway's state dir as that gateway would. Never writes.
 *
 * The only way in which the console reads one, so that no two pages can disagree about a variable.
 */
export function readGateway(gateway: GatewayPlace): RunningState {
  if (gateway.report) return { ...reportedState(JSON.parse(gateway.report) as GatewayReport), service: null };
  const { service, ...reading } = gatewayReading(gateway);
  return { ...readGatewayState(gateway.stateDir, reading), service };
}

/**
 * How a gateway was started, as far as files tell: what the service file that starts it says of its environment and
 * working directory. Without such a file both stay unknown; the environment of whoever asks never counts.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.3: the process environment comes before every `.env`.
 */
export function gatewayReading({
  stateDir,
  observed = null,
}: GatewayPlace): ReadOptions & { service: GatewayService | null } {
  const observation = observed === null ? null : (JSON.parse(observed) as GatewayObservation);
  const home = gatewayHome(stateDir);
  const service = findGatewayService(home, stateDir);
  return { env: service?.env ?? {}, home, cwd: service?.cwd ?? stateDir, observation, service };
}
