import path from "node:path";
import { defaultAgentId, MAIN_AGENT_ID, normalizeAgentId } from "#lib/domain/agent-id.ts";
import { errorName } from "#lib/openclaw/bounded-file.ts";
import type { GatewayConfig } from "#lib/openclaw/config-file.ts";
import { firstText, type PathContext, resolveUserPath } from "#lib/openclaw/config-location.ts";
import { type FilePosition, type Finding, finding, shownName } from "#lib/openclaw/finding.ts";
import { isJsonObject, ownMember, textMember } from "#lib/openclaw/own-member.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";

/** Folders below `agents/` that are looked at. More is not a gateway but a mistake. */
const FOLDERS_MAX = 2_000;

/** `config`: listed in `agents.list`. `implicit`: `main`, which always exists. `folder`: only a folder is there. */
export type AgentOrigin = "config" | "implicit" | "folder";

export type GatewayAgent = {
  agentId: string;
  name: string | null;
  origin: AgentOrigin;
  isDefault: boolean;
  /** Null when the config names a directory that cannot be known here. */
  agentDir: string | null;
  /** The config names the directory; else it is `agents/<id>/agent` in the state directory. */
  hasOwnAgentDir: boolean;
};

export type GatewayAgents = {
  agents: GatewayAgent[];
  defaultAgentId: string;
  /** The directory of the store that the others inherit from, which is not always that of the agent called main. */
  mainAgentDir: string | null;
  findings: Finding[];
};

/**
 * Lists a gateway's agents: those of the config in its order, `main`, then agents that only have a folder.
 *
 * Ids are normalised, so that none can lead out of the state directory; a folder whose name is not an
 * id in that form belongs to no agent and is passed over with a finding.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1, and its bundle.
 */
export function listAgents(stateDir: string, config: GatewayConfig, context: PathContext): GatewayAgents {
  const listed = listedAgents(config);
  const fallbackDir = (agentId: string) => path.join(stateDir, "agents", agentId, "agent");
  const defaultId = defaultAgentId(listed.map(({ id, isDefault }) => ({ id, default: isDefault })));
  const findings: Finding[] = [];
  const agents = new Map<string, GatewayAgent>();
  const add = (agentId: string, origin: AgentOrigin, entry: ListedAgent | null) => {
    const named = entry?.agentDir ?? null;
    const agentDir = named === null ? fallbackDir(agentId) : resolveUserPath(named, context);
    if (agentDir === null) findings.push(finding("agent_dir_unresolved", entry?.at ?? null, { agentId }));
    const shape = { agentId, name: entry?.name ?? null, origin, isDefault: agentId === defaultId };
    agents.set(agentId, { ...shape, agentDir, hasOwnAgentDir: named !== null });
  };

  for (const entry of listed) {
    const agentId = normalizeAgentId(entry.id);
    if (agents.has(agentId)) findings.push(finding("agent_id_duplicate", entry.at, { agentId }));
    else add(agentId, "config", entry);
  }
  if (listed.filter((entry) => entry.isDefault).length > 1) {
    findings.push(
      finding("agent_default_ambiguous", config.document.keyOf(["agents", "list"]), { agentId: defaultId }),
    );
  }
  if (!agents.has(MAIN_AGENT_ID)) add(MAIN_AGENT_ID, "implicit", null);
  const folders = agentFolders(stateDir);
  for (const agentId of folders.agentIds) if (!agents.has(agentId)) add(agentId, "folder", null);

  const named = firstText(context.env, ["OPENCLAW_AGENT_DIR", "PI_CODING_AGENT_DIR"]);
  const mainAgentDir = named === null ? fallbackDir(MAIN_AGENT_ID) : resolveUserPath(named, context);
  if (mainAgentDir === null) findings.push(finding("agent_dir_unresolved", null, { agentId: MAIN_AGENT_ID }));
  const list = [...agents.values()];
  return {
    agents: list,
    defaultAgentId: defaultId,
    mainAgentDir,
    findings: [...findings, ...folders.findings, ...sharedDirFindings(list, config)],
  };
}

type ListedAgent = {
  id: string;
  name: string | null;
  isDefault: boolean;
  agentDir: string | null;
  at: FilePosition | null;
};

function listedAgents(config: GatewayConfig): ListedAgent[] {
  const list = config.document.get(["agents", "list"]);
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown, index): ListedAgent[] => {
    if (!isJsonObject(entry)) return [];
    const id = ownMember(entry, "id");
    return [
      {
        id: typeof id === "string" ? id : "",
        name: textMember(entry, "name"),
        isDefault: ownMember(entry, "default") === true,
        agentDir: textMember(entry, "agentDir"),
        at: config.document.keyOf(["agents", "list", index]),
      },
    ];
  });
}

function agentFolders(stateDir: string): { agentIds: string[]; findings: Finding[] } {
  const root = path.join(stateDir, "agents");
  try {
    const folders = seenFs.readdirEntriesSync(root).filter((entry) => !entry.isFile());
    const names = folders.map((entry) => entry.name).sort();
    const wellNamed = names.filter((name) => normalizeAgentId(name) === name).slice(0, FOLDERS_MAX);
    // A folder with sessions only has no place for credentials.
    const agentIds = wellNamed.filter((name) => seenFs.existsSync(path.join(root, name, "agent")));
    const odd = names.filter((name) => normalizeAgentId(name) !== name && !name.startsWith("."));
    const findings = odd
      .slice(0, 20)
      .map((name) => finding("agent_folder_ignored", root, { folder: shownName(name) }));
    return { agentIds, findings };
  } catch (error) {
    const errno = errorName(error);
    if (errno === "ENOENT") return { agentIds: [], findings: [] };
    return { agentIds: [], findings: [finding("file_unreadable", root, { errno })] };
  }
}

/** OpenClaw refuses a config in which two agents share a directory. Agents that only have a folder are not in it. */
function sharedDirFindings(agents: GatewayAgent[], config: GatewayConfig): Finding[] {
  const byDir = new Map<string, string[]>();
  const referenced = agents.filter((agent) => agent.origin === "config" && agent.agentDir !== null);
  for (const { agentDir, agentId } of referenced) {
    const key = path.resolve(/* turbopackIgnore: true */ agentDir ?? "");
    byDir.set(key, [...(byDir.get(key) ?? []), agentId]);
  }
  const at = config.document.keyOf(["agents", "list"]);
  return [...byDir]
    .filter(([, ids]) => ids.length > 1)
    .map(([dir, ids]) => finding("agent_dir_shared", at, { dir, agents: ids.join(", ") }));
}
