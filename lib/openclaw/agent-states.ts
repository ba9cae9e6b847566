import path from "node:path";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import type { AuthStore } from "#lib/domain/auth-store.ts";
import { emptyStore } from "#lib/domain/projected-store.ts";
import {
  effectiveStore,
  type LoadedStore,
  loadStore,
  type OwnStore,
  readOwnStore,
  STORE_FILE_NAME,
  type StoreContext,
  type StoreStatus,
} from "#lib/openclaw/agent-store.ts";
import { type GatewayAgent, listAgents } from "#lib/openclaw/agents.ts";
import type { FileFacts } from "#lib/openclaw/bounded-file.ts";
import type { GatewayConfig } from "#lib/openclaw/config-file.ts";
import type { PathContext } from "#lib/openclaw/config-location.ts";
import { type Finding, finding } from "#lib/openclaw/finding.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";
import type { StoreDocument } from "#lib/openclaw/store-document.ts";

/** An agent and its credentials, as OpenClaw 2026.3.13 would have them. */
export type AgentState = GatewayAgent & {
  /** The agent's own `auth-profiles.json`; null when its directory is not known. */
  storePath: string | null;
  status: StoreStatus;
  /** What that file holds; null when it is absent, malformed or unreadable. */
  store: AuthStore | null;
  /** The same as it is written there; null together with `store`. */
  document: StoreDocument | null;
  file: FileFacts | null;
  /** Top-level keys of the file that OpenClaw drops when it writes. */
  unknownTopLevel: string[];
  /** By profile id of `effective`: how OpenClaw's labels name a reference. */
  refLabels: ReadonlyMap<string, string>;
  /** What the agent works with: main's store overlaid by its own, and what OpenClaw takes over from elsewhere. */
  effective: AuthStore;
  /** False when a file that counts could not be read: then `effective` may lack profiles. */
  effectiveIsCertain: boolean;
  /** The agent has no usable store of its own, and OpenClaw copies main's to it on the next load. */
  inheritsFromMain: boolean;
  /** Older files that OpenClaw would take profiles from. */
  legacyFiles: string[];
};

export type ReadAgents = {
  agents: AgentState[];
  /**
   * The directory that `models status` shows when no agent is named, and that the others inherit from: `main`, unless
   * the environment names another directory. Null when that cannot be known.
   */
  mainDir: AgentState | null;
  defaultAgentId: string;
  mainStorePath: string | null;
  findings: Finding[];
};

/** Reads the stores of all agents of a gateway. Main's is read once and laid under every other. */
export function readAgents(config: GatewayConfig, paths: PathContext, stores: StoreContext): ReadAgents {
  const listed = listAgents(stores.stateDir, config, paths);
  const findings = [...listed.findings, ...singleAgentLeftover(stores.stateDir)];
  const main = listed.mainAgentDir === null ? null : readMain(listed.mainAgentDir, stores);
  if (main) findings.push(...main.own.findings, ...main.loaded.findings);

  const agents = listed.agents.map((agent): AgentState => {
    if (agent.agentDir === null) return withoutDir(agent, main);
    if (main && path.resolve(agent.agentDir) === main.agentDir) return withStore(agent, main, null);
    const own = readOwnStore(agent.agentDir, stores);
    const loaded = loadStore(agent.agentDir, own, main?.own ?? null, stores);
    findings.push(...own.findings, ...loaded.findings);
    return withStore(agent, { own, loaded }, main);
  });
  const mainStorePath = main?.own.storePath ?? null;
  const mainDir = main && withStore(mainDirAgent(main.agentDir), main, null);
  return { agents, mainDir, defaultAgentId: listed.defaultAgentId, mainStorePath, findings };
}

function mainDirAgent(agentDir: string): GatewayAgent {
  return {
    agentId: MAIN_AGENT_ID,
    name: null,
    origin: "implicit",
    isDefault: false,
    agentDir,
    hasOwnAgentDir: false,
  };
}

type ReadStore = { own: OwnStore; loaded: LoadedStore };

function readMain(agentDir: string, stores: StoreContext): ReadStore & { agentDir: string } {
  const own = readOwnStore(agentDir, stores);
  return { agentDir, own, loaded: loadStore(agentDir, own, null, stores) };
}

/** `main` is null for the agent whose store is main's. */
function withStore(agent: GatewayAgent, { own, loaded }: ReadStore, main: ReadStore | null): AgentState {
  const effective = effectiveStore(loaded, main?.loaded ?? null);
  return {
    ...agent,
    storePath: own.storePath,
    status: own.status,
    store: own.reading?.store ?? null,
    document: own.reading?.document ?? null,
    file: own.file,
    unknownTopLevel: own.reading?.unknownTopLevel ?? [],
    refLabels: labelsOf(own, main?.own ?? null),
    effective: effective.store,
    effectiveIsCertain: effective.isCertain,
    inheritsFromMain: loaded.inheritsFromMain,
    legacyFiles: loaded.legacyFiles,
  };
}

/** An agent whose directory is not known has what main gives it, and perhaps more. */
function withoutDir(agent: GatewayAgent, main: ReadStore | null): AgentState {
  return {
    ...agent,
    storePath: null,
    status: "unreadable",
    store: null,
    document: null,
    file: null,
    unknownTopLevel: [],
    refLabels: main?.own.reading?.refLabels ?? new Map(),
    effective: main?.loaded.store ?? emptyStore(),
    effectiveIsCertain: false,
    inheritsFromMain: false,
    legacyFiles: [],
  };
}

function labelsOf(own: OwnStore, main: OwnStore | null): Map<string, string> {
  const ownProfiles = own.reading?.store.profiles;
  const inherited = [...(main?.reading?.refLabels ?? [])].filter(
    ([profileId]) => !ownProfiles?.has(profileId),
  );
  return new Map([...inherited, ...(own.reading?.refLabels ?? [])]);
}

/** The store of the time before there were several agents. 2026.3.13 does not read it (semantics §2.4). */
function singleAgentLeftover(stateDir: string): Finding[] {
  const file = path.join(stateDir, "agent", STORE_FILE_NAME);
  return seenFs.existsSync(file) ? [finding("legacy_not_read", file)] : [];
}

/** OpenClaw takes a malformed store for an empty one; whoever watches it should know that it is not. */
export function isUnreadable({ effectiveIsCertain, status }: AgentState): boolean {
  return !effectiveIsCertain || status === "malformed" || status === "unreadable";
}
