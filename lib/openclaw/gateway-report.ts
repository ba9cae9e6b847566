import { type AuthStore, HELD_BY_GATEWAY, type StoredProfile } from "#lib/domain/auth-store.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";
import { parseStoredRef } from "#lib/domain/secret-ref-grammar.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { refContextOf } from "#lib/openclaw/config-refs.ts";
import type { ConfigNode } from "#lib/openclaw/config-tree.ts";
import type { GatewayState, ReportedResolver } from "#lib/openclaw/gateway-state.ts";
import { modelConfigOf } from "#lib/openclaw/model-settings.ts";
import type { GatewayReport, ReportedNode } from "#lib/openclaw/report-schema.ts";
import { reportedConfig } from "#lib/openclaw/reported-config.ts";
import { refKey, resolveQuietly } from "#lib/openclaw/secret-resolution.ts";
import { environmentOf } from "#lib/openclaw/status-facts.ts";

/**
 * What a gateway's own host tells a console of it, as plain JSON. Everything the console works out its pages from, and
 * no secret: of each only that it is there. `reported-state.ts` makes a reading of it again.
 */
export function gatewayReport(state: GatewayState, resolver: ReportedResolver): GatewayReport {
  const { config, environment, loginShell, agents, mainDir } = state;
  return {
    version: 1,
    stateDir: state.stateDir,
    givenStateDir: state.givenStateDir,
    problem: state.problem,
    ownerUid: state.ownerUid,
    storage: state.storage,
    sqliteFiles: state.sqliteFiles,
    observation: state.observation,
    config: {
      file: config.file,
      status: config.status,
      auth: { profiles: [...config.auth.profiles], order: [...config.auth.order] },
      secretDefaults: config.secretDefaults,
      document: nodeOf(reportedConfig(config.document.node([]) ?? blankNode(config.file))),
      filesRead: config.filesRead,
      findings: config.findings,
    },
    agents: agents.map(agentOf),
    mainDir: mainDir && agentOf(mainDir),
    defaultAgentId: state.defaultAgentId,
    mainStorePath: state.mainStorePath,
    environment: environment.map(({ value, ...variable }) => ({
      ...variable,
      shadows: [...variable.shadows],
      isBlank: value.isBlank(),
    })),
    loginShell: {
      enabled: loginShell.enabled,
      because: loginShell.runs ? "runs" : loginShell.because,
      shell: loginShell.runs ? loginShell.call.shell : "",
      appliedKeys: loginShell.appliedKeys,
    },
    home: state.home,
    findings: state.findings,
    outcomes: outcomesOf(state),
    hasGcloudCredentials: environmentOf(state).hasGcloudCredentials,
    resolver,
  };
}

/** How every reference that a store or the config holds resolves, without running a command. */
function outcomesOf(state: GatewayState): GatewayReport["outcomes"] {
  const context = refContextOf(state, { cwd: state.stateDir, mayRunCommands: false });
  const refs = new Map([...storedRefs(state), ...configRefs(state)].map((ref) => [refKey(ref), ref]));
  return [...refs].map(([key, ref]) => {
    const outcome = resolveQuietly(ref, context);
    return [key, outcome.ok ? null : outcome.failure];
  });
}

function storedRefs({ agents, mainDir }: GatewayState): SecretRef[] {
  const stores = [...agents, ...(mainDir ? [mainDir] : [])].flatMap(({ effective, store }) =>
    store ? [effective, store] : [effective],
  );
  return stores.flatMap(({ profiles }) => [...profiles.values()].flatMap(({ ref }) => ref ?? []));
}

function configRefs(state: GatewayState): SecretRef[] {
  const { variables } = environmentOf(state);
  const models = modelConfigOf(state.config, (name) => variables.get(name)?.value.reveal());
  return [...models.providers.values()].flatMap(({ key }) => {
    if (key?.kind === "ref") return key.ref;
    return (key && parseStoredRef(key.value.reveal(), state.config.secretDefaults)) ?? [];
  });
}

function agentOf({ store, effective, document: _, file, refLabels, ...agent }: AgentState) {
  return {
    ...agent,
    file,
    refLabels: [...refLabels],
    store: store && storeOf(store),
    effective: storeOf(effective),
  };
}

function storeOf({ profiles, order, lastGood, usageStats, ignored }: AuthStore) {
  return {
    profiles: [...profiles.values()].map(profileOf),
    order: [...order],
    lastGood: [...lastGood],
    usageStats: [...usageStats],
    ignored,
  };
}

function profileOf({ inline, ...profile }: StoredProfile) {
  const isThere = inline === HELD_BY_GATEWAY || (inline !== null && !inline.isBlank());
  return { ...profile, inline: isThere };
}

function nodeOf(node: ConfigNode): ReportedNode {
  const at = [node.at.file, node.at.line, node.at.column] as const;
  if (node.kind === "scalar") return { at: [...at], value: node.value };
  if (node.kind === "array") return { at: [...at], items: node.items.map(nodeOf) };
  return { at: [...at], members: [...node.members].map(([key, member]) => [key, nodeOf(member)]) };
}

function blankNode(file: string): ConfigNode {
  return { kind: "object", at: { file, line: null, column: null }, members: new Map() };
}
