import path from "node:path";
import { MAIN_AGENT_ID, normalizeAgentId } from "#lib/domain/agent-id.ts";
import type { Environment } from "#lib/domain/environment-key.ts";
import type { StatusFacts } from "#lib/domain/models-status.ts";
import { STORE_FILE_NAME } from "#lib/openclaw/agent-store.ts";
import type { FindingCode } from "#lib/openclaw/finding.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";
import type { AgentState, GatewayState } from "#lib/openclaw/state-dir.ts";

/** Why OpenClaw would refuse every command that asks for models or credentials; the findings say what to repair. */
export type Refusal = { code: "config_refused"; file: string } | { code: "agent_unknown"; agentId: string };

export type StatusReading =
  | { ok: true; facts: StatusFacts; agent: AgentState }
  | { ok: false; refusal: Refusal };

/**
 * What `models status` is computed from for one agent of a gateway. Without `agentId` that is main's directory,
 * whatever the default agent is.
 *
 * References in `models.providers` are left as they are: `resolveConfigRefs` resolves them.
 *
 * Source: OpenClaw 2026.3.13, semantics §6.1.
 */
export function statusFacts(state: GatewayState, agentId: string | null, nowMs: number): StatusReading {
  if (isConfigRefused(state)) {
    return { ok: false, refusal: { code: "config_refused", file: state.config.file } };
  }
  const named = agentId === null || agentId.trim() === "" ? null : normalizeAgentId(agentId);
  const agent = named === null ? state.mainDir : knownAgent(state, named);
  if (!agent) return { ok: false, refusal: { code: "agent_unknown", agentId: agentId ?? MAIN_AGENT_ID } };
  return { ok: true, agent, facts: factsOf(state, agent, named, nowMs) };
}

/** The agent that `models auth order` acts on: the one named, else the configured default. */
export function orderAgent(state: GatewayState, agentId: string | null): AgentState | Refusal {
  if (isConfigRefused(state)) return { code: "config_refused", file: state.config.file };
  const named = agentId?.trim() ? normalizeAgentId(agentId) : state.defaultAgentId;
  const agent = state.agents.find((candidate) => candidate.agentId === named);
  const isKnown = agentId?.trim() ? knownAgent(state, named) !== undefined : agent !== undefined;
  return agent && isKnown ? agent : { code: "agent_unknown", agentId: agentId ?? named };
}

export function isRefusal(found: AgentState | Refusal): found is Refusal {
  return "code" in found;
}

/** True when OpenClaw loads no config, and so runs no command, because of what it holds. */
export function isConfigRefused({ config, findings }: GatewayState): boolean {
  if (config.status !== "ok" && config.status !== "absent") return true;
  const shared: FindingCode = "agent_dir_shared";
  return findings.some(({ code }) => code === shared);
}

/** OpenClaw knows the agents of its config, or `main` when there are none; a folder alone is not enough. */
function knownAgent({ agents }: GatewayState, agentId: string): AgentState | undefined {
  const listed = agents.filter(({ origin }) => origin === "config");
  const known = listed.length > 0 ? listed : agents.filter((agent) => agent.agentId === MAIN_AGENT_ID);
  return known.find((agent) => agent.agentId === agentId);
}

function factsOf(state: GatewayState, agent: AgentState, agentId: string | null, nowMs: number): StatusFacts {
  const shown = (file: string) => asGiven(file, state);
  const short = (file: string) => shortened(shown(file), state.home);
  const agentDir = agent.agentDir ?? "";
  const environment = environmentOf(state);
  const { enabled, appliedKeys } = state.loginShell;
  return {
    configPath: shown(state.config.file),
    agentId,
    agentDir: shown(agentDir),
    storePath: shown(path.join(agentDir, STORE_FILE_NAME)),
    mainStorePath: short(state.mainStorePath ?? ""),
    modelsPath: short(path.join(agentDir, "models.json")),
    shellEnv: { enabled, appliedKeys },
    store: agent.effective,
    refLabels: agent.refLabels,
    auth: state.config.auth,
    models: modelConfigOf(state.config, (name) => beforeShell(environment, name)),
    environment,
    nowMs,
  };
}

/** The variables a gateway ends up with, and whether gcloud is signed in. */
export function environmentOf({ environment, loginShell, home, reported }: GatewayState): Environment {
  const fromShell = new Set(loginShell.appliedKeys);
  const winners = environment.filter(({ wins }) => wins);
  const variables = new Map(
    winners.map(({ name, value }) => [name, { value, fromShell: fromShell.has(name) }] as const),
  );
  const hasGcloud = reported?.hasGcloudCredentials ?? hasGcloudCredentials(variables, home?.dir ?? null);
  return { variables, hasGcloudCredentials: hasGcloud };
}

/** OpenClaw completes its config before it asks a login shell. */
function beforeShell({ variables }: Environment, name: string): string | undefined {
  const found = variables.get(name);
  return found?.fromShell ? undefined : found?.value.reveal();
}

/** Looked for only where Vertex's other variables are set; OpenClaw asks whether the file is there and nothing more. */
function hasGcloudCredentials(variables: Environment["variables"], home: string | null): boolean {
  if (!variables.has("GOOGLE_CLOUD_LOCATION")) return false;
  const named = variables.get("GOOGLE_APPLICATION_CREDENTIALS")?.value.reveal();
  const userHome = variables.get("HOME")?.value.reveal() || home;
  const standard = userHome && path.join(userHome, ".config/gcloud/application_default_credentials.json");
  const file = named || standard;
  return Boolean(file) && seenFs.existsSync(file || "");
}

/** OpenClaw writes paths the way the state directory was named, links unresolved. */
function asGiven(file: string, { stateDir, givenStateDir }: GatewayState): string {
  const isBelow = file === stateDir || file.startsWith(`${stateDir}${path.sep}`);
  return isBelow ? `${path.normalize(givenStateDir)}${file.slice(stateDir.length)}` : file;
}

/** A path with the home written as OpenClaw writes it. */
export function shortened(file: string, home: GatewayState["home"]): string {
  if (home === null) return file;
  if (file === home.dir) return home.prefix;
  return file.startsWith(`${home.dir}/`) ? `${home.prefix}${file.slice(home.dir.length)}` : file;
}
