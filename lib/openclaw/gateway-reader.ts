import path from "node:path";
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

/** `~` in a gateway's config means its user's home: the folder above a `.openclaw`. Elsewhere it is not known. */
function gatewayHome(stateDir: string): string | null {
  return path.basename(stateDir).startsWith(".openclaw") ? path.dirname(stateDir) : null;
}
