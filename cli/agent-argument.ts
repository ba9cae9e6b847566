import { normalizeAgentId } from "#lib/domain/agent-id.ts";
import { readGateway } from "#lib/openclaw/gateway-reader.ts";
import { OperationError } from "#lib/operations/operation-error.ts";

/**
 * The agent that `order` and `list` act on: the one named, which must exist, or the configured default
 * agent. The commands that paste act on `main` instead, as OpenClaw's do.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.3 and §6.4.
 */
export function defaultAgentOf(gateway: { stateDir: string }, named: string | undefined): string {
  const { agents, defaultAgentId } = readGateway(gateway);
  if (named === undefined) return defaultAgentId;
  const agentId = normalizeAgentId(named);
  if (!agents.some((agent) => agent.agentId === agentId))
    throw new OperationError("agent_not_found", { agentId });
  return agentId;
}
