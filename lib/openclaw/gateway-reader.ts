import path from "node:path";
import { findGatewayService, type GatewayService } from "#lib/openclaw/gateway-service.ts";
import { type GatewayState, type ReadOptions, readGatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * Reads a gateway's state dir as that gateway would, without its process environment, which the console
 * cannot know. Never writes.
 */
export function readGateway(gateway: { stateDir: string }): GatewayState {
  return readGatewayState(gateway.stateDir, gatewayReading(gateway.stateDir));
}

/** What the console knows of how a gateway was started: nothing but where it is. */
export function gatewayReading(stateDir: string): ReadOptions {
  return { env: {}, home: gatewayHome(stateDir), cwd: stateDir };
}

/**
 * The same with what the service file that starts the gateway says of its environment and working directory.
 * Without such a file both stay unknown.
 */
export function readGatewayWithService(gateway: { stateDir: string }): {
  state: GatewayState;
  service: GatewayService | null;
} {
  const { stateDir } = gateway;
  const home = gatewayHome(stateDir);
  const service = findGatewayService(home, stateDir);
  const cwd = service?.cwd ?? stateDir;
  return { state: readGatewayState(stateDir, { env: service?.env ?? {}, home, cwd }), service };
}

/** `~` in a gateway's config means its user's home: the folder above a `.openclaw`. Elsewhere it is not known. */
function gatewayHome(stateDir: string): string | null {
  return path.basename(stateDir).startsWith(".openclaw") ? path.dirname(stateDir) : null;
}
