import type { Reader } from "#db/client.ts";
import { findGateway, type GatewayRow } from "#db/repositories/gateways.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export function requireGateway(db: Reader, gatewayId: string): GatewayRow {
  const gateway = findGateway(db, gatewayId);
  if (gateway === null) throw new OperationError("gateway_not_found", { gateway: gatewayId });
  return gateway;
}

/** Reads a gateway that must be there, as it is now: for whoever goes on to write to it or takes from it. */
export function requireGatewayState(
  db: Reader,
  gatewayId: string,
): { gateway: GatewayRow; state: GatewayState } {
  const gateway = requireGateway(db, gatewayId);
  return { gateway, state: readGateway(gateway) };
}

/**
 * The same without reading again what has not changed: for a deed that only the console's own database remembers.
 * Nobody may change what this gives.
 */
export function requireUnchangedState(db: Reader, gatewayId: string): GatewayState {
  return readUnchangedGateway(requireGateway(db, gatewayId));
}

/** An unknown agent id is refused here, because OpenClaw would silently make a folder for it. */
export function requireAgent(state: GatewayState, agentId: string): AgentState {
  const agent = state.agents.find((candidate) => candidate.agentId === agentId);
  if (!agent) throw new OperationError("agent_not_found", { agentId });
  return agent;
}

/** What stands in the way of changing or trusting a gateway: a newer release's databases, or a file that does not parse. */
export function refuseUnreadable(state: GatewayState): void {
  if (state.storage === "sqlite") {
    throw new OperationError("gateway_owned_by_newer_release", { stateDir: state.stateDir });
  }
  const fatal = state.findings.find((finding) => finding.severity === "error");
  if (!fatal) return;
  const { file, line, column, code } = fatal;
  const place = { file: file ?? state.stateDir, line: line ?? 0, column: column ?? 0 };
  throw new OperationError("gateway_file_malformed", { ...place, problem: code });
}
