import type { Reader } from "#db/client.ts";
import { listPublishedEntries } from "#db/repositories/publications.ts";
import { type Ancestor, type Drift, findDrift } from "#lib/domain/publish-plan.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import type { Finding } from "#lib/openclaw/finding.ts";
import { observedAgents } from "#lib/openclaw/observed-agents.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";

/**
 * What keeps a gateway from being written, the most pressing: its state dir cannot be read, it keeps its credentials
 * in databases and was never asked for them, or a file of it cannot be used.
 */
export type GatewayObstacle =
  | { kind: "state_dir" | "file"; finding: Finding | null }
  | { kind: "not_asked"; sqliteFiles: string[] };

export function obstacleOf(state: GatewayState): GatewayObstacle | null {
  const fatal = state.findings.find((finding) => finding.severity === "error") ?? null;
  if (state.problem !== null) return { kind: "state_dir", finding: fatal };
  if (!isKnown(state)) return { kind: "not_asked", sqliteFiles: state.sqliteFiles };
  return fatal && { kind: "file", finding: fatal };
}

/** What the last publish left on a gateway, as plans compare with it. */
export function listAncestors(db: Reader, gatewayId: string): Ancestor[] {
  return listPublishedEntries(db, gatewayId).map(({ publishedAtMs: _, ...entry }) => entry as Ancestor);
}

/** What someone changed on the gateway since the last publish; null when its files do not tell. */
export function driftOf(state: GatewayState, ancestors: Ancestor[]): Drift[] | null {
  return obstacleOf(state) === null
    ? findDrift(observedAgents(state, { profiles: [], ancestors }), ancestors)
    : null;
}
