import path from "node:path";
import { seenFs } from "#lib/openclaw/seen-files.ts";

export const AGENT_DATABASE = "openclaw-agent.sqlite";
const SHARED_DATABASE = path.join("state", "openclaw.sqlite");

/**
 * Databases in which a newer OpenClaw keeps credentials. If there is any, `auth-profiles.json` is
 * not the store any more, and writing it can keep that release from starting.
 *
 * Source: OpenClaw 2026.9.6, openclaw-integration §1 and §7.
 */
export function findSqliteStores(stateDir: string, agents: readonly { agentDir: string | null }[]): string[] {
  const agentDirs = new Set([
    ...agentDirsBelow(stateDir),
    ...agents.flatMap(({ agentDir }) => agentDir ?? []),
  ]);
  const candidates = [
    path.join(stateDir, SHARED_DATABASE),
    ...[...agentDirs].map((dir) => path.join(dir, AGENT_DATABASE)),
  ];
  return candidates.filter((file) => seenFs.existsSync(file)).sort();
}

/** Every folder counts here, whatever its name: a database in an oddly named one is a database all the same. */
function agentDirsBelow(stateDir: string): string[] {
  try {
    const root = path.join(stateDir, "agents");
    return seenFs.readdirSync(root).map((name) => path.join(root, name, "agent"));
  } catch {
    return [];
  }
}
