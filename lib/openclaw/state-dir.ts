import path from "node:path";
import { MAIN_AGENT_ID } from "#lib/domain/agent-id.ts";
import type { GatewayObservation } from "#lib/domain/gateway-observation.ts";
import { type AgentState, readAgents } from "#lib/openclaw/agent-states.ts";
import type { StoreContext } from "#lib/openclaw/agent-store.ts";
import { asNewerRelease } from "#lib/openclaw/asked-state.ts";
import { errorName } from "#lib/openclaw/bounded-file.ts";
import { readCliCredentials } from "#lib/openclaw/cli-credentials.ts";
import { shellEnvConfig } from "#lib/openclaw/config-env.ts";
import { type GatewayConfig, noConfig, readConfigFile } from "#lib/openclaw/config-file.ts";
import {
  effectiveHome,
  firstText,
  locateConfigFile,
  type PathContext,
  resolveUserPath,
} from "#lib/openclaw/config-location.ts";
import { addEnvFiles } from "#lib/openclaw/env-files.ts";
import { type Finding, type FindingCode, finding } from "#lib/openclaw/finding.ts";
import { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import { applyLoginShell, type LoginShellRunner, planLoginShell } from "#lib/openclaw/login-shell.ts";
import { noteClock, seenFs } from "#lib/openclaw/seen-files.ts";
import { findSqliteStores } from "#lib/openclaw/sqlite-stores.ts";

export type { AgentState, GatewayState };

export type ReadOptions = {
  /** The environment the gateway is started with, as far as it is known. */
  env: Readonly<Record<string, string | undefined>>;
  /** The home of the user the gateway runs as; null when unknown, then nothing in it is read. */
  home: string | null;
  /** The gateway's working directory, for its `.env`; null when unknown. */
  cwd: string | null;
  /** Runs a login shell when OpenClaw would; without it that is only described. */
  runLoginShell?: LoginShellRunner;
  /** What the gateway's own OpenClaw said last, for one that keeps its credentials in databases. */
  observation?: GatewayObservation | null | undefined;
  /** Decides only whether a command line tool's OAuth credentials replace older ones. */
  nowMs?: number;
};

/**
 * Reads everything about credentials from an OpenClaw state directory, as OpenClaw 2026.3.13 would see it
 * (semantics §1–§4), without writing anything, which the real CLI does even on reads.
 *
 * Total: a missing directory, a malformed file or a link that leads out is a finding with its place; the rest
 * is still read. Values are SecretText or stay inside `config.document`; nothing here prints a secret.
 */
export function readGatewayState(stateDir: string, options: ReadOptions): GatewayState {
  const resolved = resolveStateDir(stateDir);
  // A directory that does not exist is an OpenClaw that has never run; any other problem leaves nothing to read.
  if (resolved.problem !== null && resolved.problem !== "state_dir_missing") return emptyState(resolved);
  const environment = new GatewayEnvironment(options.env);
  const context: PathContext = { env: environment.lookup, home: options.home };
  const { ownerUid } = resolved;
  const dirs = { stateDir: resolved.stateDir, cwd: options.cwd };
  environment.copyZaiKey();
  const findings = [...resolved.findings, ...addEnvFiles(environment, dirs, ownerUid)];

  const configFile = locateConfigFile(resolved.stateDir, context);
  const config = readConfigFile(configFile, { environment, stateDir: resolved.stateDir, ownerUid });
  const isElsewhere = config.status !== "absent" && path.dirname(configFile) !== resolved.stateDir;
  if (isElsewhere) findings.push(finding("config_elsewhere", configFile, { stateDir: resolved.stateDir }));
  findings.push(...config.findings);
  const loginShell = askLoginShell(environment, config, context, options.runLoginShell, findings);
  environment.copyZaiKey();

  const home = effectiveHome(context);
  const cliCredentials = home === null ? [] : readCliCredentials(home);
  if (cliCredentials.length > 0) noteClock();
  const storeContext: StoreContext = {
    stateDir: resolved.stateDir,
    ownerUid,
    refDefaults: config.secretDefaults,
    oauthJson: path.join(oauthDir(resolved.stateDir, context), "oauth.json"),
    cliCredentials,
    nowMs: options.nowMs ?? Date.now(),
  };
  const { findings: agentFindings, ...agents } = readAgents(config, context, storeContext);
  findings.push(...agentFindings);
  const sqliteFiles = findSqliteStores(resolved.stateDir, agents.agents);
  const state: GatewayState = {
    stateDir: resolved.stateDir,
    givenStateDir: stateDir,
    problem: resolved.problem,
    ownerUid,
    storage: sqliteFiles.length > 0 || options.observation ? "sqlite" : "auth-profiles-json",
    sqliteFiles,
    observation: null,
    reported: null,
    config,
    ...agents,
    environment: environment.variables(),
    loginShell,
    home:
      home === null
        ? null
        : { dir: home, prefix: firstText(context.env, ["OPENCLAW_HOME"]) ? "$OPENCLAW_HOME" : "~" },
    findings,
  };
  return asNewerRelease(state, options.observation);
}

function emptyState({ stateDir, ownerUid, problem, findings }: ResolvedStateDir): GatewayState {
  return {
    stateDir,
    givenStateDir: stateDir,
    problem,
    ownerUid,
    storage: "auth-profiles-json",
    sqliteFiles: [],
    observation: null,
    reported: null,
    config: noConfig(path.join(stateDir, "openclaw.json")),
    agents: [],
    mainDir: null,
    defaultAgentId: MAIN_AGENT_ID,
    mainStorePath: null,
    environment: [],
    loginShell: { runs: false, enabled: false, because: "disabled", appliedKeys: [] },
    home: null,
    findings,
  };
}

type ResolvedStateDir = {
  stateDir: string;
  ownerUid: number | null;
  problem: FindingCode | null;
  findings: Finding[];
};

function resolveStateDir(stateDir: string): ResolvedStateDir {
  const refused = (problem: FindingCode, params: Record<string, string> = {}): ResolvedStateDir => {
    return {
      stateDir,
      ownerUid: null,
      problem,
      findings: [finding(problem, stateDir, { stateDir, ...params })],
    };
  };
  if (!path.isAbsolute(stateDir) || stateDir.includes("\0")) return refused("state_dir_not_absolute");
  try {
    const real = seenFs.realpathSync(stateDir);
    const stat = seenFs.statSync(real);
    if (!stat.isDirectory()) return refused("state_dir_not_directory");
    seenFs.tryReaddirSync(real);
    return { stateDir: real, ownerUid: stat.uid, problem: null, findings: [] };
  } catch (error) {
    const errno = errorName(error);
    if (errno === "ENOENT") return refused("state_dir_missing");
    return refused(errno === "ENOTDIR" ? "state_dir_not_directory" : "state_dir_unreadable", { errno });
  }
}

/** Where `oauth.json` of older releases is: `OPENCLAW_OAUTH_DIR`, else `credentials` in the state directory. */
export function oauthDir(stateDir: string, context: PathContext): string {
  const named = firstText(context.env, ["OPENCLAW_OAUTH_DIR"]);
  return (named === null ? null : resolveUserPath(named, context)) ?? path.join(stateDir, "credentials");
}

function askLoginShell(
  environment: GatewayEnvironment,
  config: GatewayConfig,
  context: PathContext,
  run: LoginShellRunner | undefined,
  findings: Finding[],
): GatewayState["loginShell"] {
  const plan = planLoginShell(environment, shellEnvConfig(config.document.node([])));
  if (!plan.runs) return { ...plan, appliedKeys: [] };
  const { shell } = plan.call;
  if (!run) {
    findings.push(finding("env_login_shell_not_run", config.file, { shell }));
    return { ...plan, appliedKeys: [] };
  }
  const { ok, appliedKeys } = applyLoginShell(environment, plan.call, effectiveHome(context), run);
  if (!ok) findings.push(finding("env_login_shell_failed", config.file, { shell }));
  return { ...plan, appliedKeys };
}
