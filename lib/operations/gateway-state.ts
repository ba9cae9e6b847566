import type { Reader } from "#db/client.ts";
import { findGateway, type GatewayRow } from "#db/repositories/gateways.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { readUnchangedGateway } from "#lib/openclaw/kept-readings.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

export function requireGateway(db: Reader, gatewayId: string): GatewayRow {
  const gateway = findGateway(db, gatewayId);
  if (gateway === null) throw new OperationError("gateway_not_found", { gateway: gatewayId });
  return gateway;
}

/** A gateway whose files and programs are on this host: nothing else can be examined, taken from or written to here. */
export function requireOwnHost(db: Reader, gatewayId: string): GatewayRow {
  const gateway = requireGateway(db, gatewayId);
  const { name, host } = gateway;
  if (host !== null) throw new OperationError("gateway_on_other_host", { name, host });
  return gateway;
}

/**
 * Reads a gateway that must be there, as it is now: for whoever goes on to write to it or takes from it. `observed` is
 * what one that keeps its credentials in databases has just said, instead of what it said last.
 */
export function requireGatewayState(
  db: Reader,
  gatewayId: string,
  observed?: GatewayObservation,
): { gateway: GatewayRow; state: GatewayState } {
  const gateway = requireGateway(db, gatewayId);
  const now = observed === undefined ? gateway : { ...gateway, observed: JSON.stringify(observed) };
  return { gateway: now, state: readGateway(now) };
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

/** What stands in the way of taking secrets from a gateway's files: databases, or a file that does not parse. */
export function refuseUnreadable(state: GatewayState): void {
  if (state.storage === "sqlite") {
    throw new OperationError("gateway_owned_by_newer_release", { stateDir: state.stateDir });
  }
  refuseMalformed(state);
}

/** What stands in the way of changing a gateway: one that does not say what it has, or a file that does not parse. */
export function refuseUnknown(state: GatewayState): void {
  if (!isKnown(state)) {
    throw new OperationError("gateway_not_asked", { stateDir: state.stateDir });
  }
  refuseMalformed(state);
}

function refuseMalformed(state: GatewayState): void {
  const fatal = state.findings.find((finding) => finding.severity === "error");
  if (!fatal) return;
  const { file, line, column, code } = fatal;
  const place = { file: file ?? state.stateDir, line: line ?? 0, column: column ?? 0 };
  throw new OperationError("gateway_file_malformed", { ...place, problem: code });
}
