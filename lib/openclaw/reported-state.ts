import { type AuthStore, HELD_BY_GATEWAY, type StoredProfile } from "#lib/domain/auth-store.ts";
import { HeldSecret, SecretText } from "#lib/domain/secret-text.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { ConfigDocument, type GatewayConfig } from "#lib/openclaw/config-file.ts";
import { ConfigSources } from "#lib/openclaw/config-sources.ts";
import type { ConfigNode } from "#lib/openclaw/config-tree.ts";
import type { GatewayState } from "#lib/openclaw/gateway-state.ts";
import type { GatewayReport, ReportedNode } from "#lib/openclaw/report-schema.ts";

const DEPTH_MAX = 12;

/**
 * The reading that a report was made of, so that pages show a gateway of another host as they show one of this. Where
 * there is a secret stands one that tells nothing; nothing of it is looked for in the files of this host.
 */
export function reportedState(report: GatewayReport): GatewayState {
  const { config, agents, mainDir, environment, loginShell, outcomes, hasGcloudCredentials, resolver } =
    report;
  return {
    stateDir: report.stateDir,
    givenStateDir: report.givenStateDir,
    problem: report.problem,
    ownerUid: report.ownerUid,
    storage: report.storage,
    sqliteFiles: report.sqliteFiles,
    observation: report.observation,
    reported: {
      hasGcloudCredentials,
      resolver,
      outcomes: new Map(
        outcomes.map(([key, failure]) => [
          key,
          failure === null ? { ok: true, value: new HeldSecret(key) } : { ok: false, failure },
        ]),
      ),
    },
    config: configOf(config),
    agents: agents.map(agentOf),
    mainDir: mainDir && agentOf(mainDir),
    defaultAgentId: report.defaultAgentId,
    mainStorePath: report.mainStorePath,
    environment: environment.map(({ isBlank, ...variable }) => ({
      ...variable,
      value: isBlank ? new SecretText("") : new HeldSecret(variable.name),
    })),
    loginShell: {
      ...(loginShell.because === "runs"
        ? { runs: true, enabled: true, call: { shell: loginShell.shell, args: [], timeoutMs: 0 } }
        : { runs: false, enabled: loginShell.enabled, because: loginShell.because }),
      appliedKeys: loginShell.appliedKeys,
    },
    home: report.home,
    findings: report.findings,
  };
}

function configOf({ document, auth, ...config }: GatewayReport["config"]): GatewayConfig {
  const root = nodeOf(document, 0);
  return {
    ...config,
    auth: { profiles: new Map(auth.profiles), order: new Map(auth.order) },
    // Its providers are that host's: it has said how each reference resolves.
    secretProviders: new Map(),
    document: new ConfigDocument(root),
    sources: new ConfigSources(config.file, new Map([[config.file, root]]), []),
  };
}

function nodeOf({ at, value, items, members }: ReportedNode, depth: number): ConfigNode {
  const [file, line, column] = at;
  const position = { file, line, column };
  if (depth > DEPTH_MAX) return { kind: "scalar", at: position, value: null };
  if (items) return { kind: "array", at: position, items: items.map((item) => nodeOf(item, depth + 1)) };
  if (members) {
    const entries = members.map(([key, member]) => [key, nodeOf(member, depth + 1)] as const);
    return { kind: "object", at: position, members: new Map(entries) };
  }
  return { kind: "scalar", at: position, value: value ?? null };
}

type ReportedAgent = GatewayReport["agents"][number];

function agentOf({ store, effective, refLabels, ...agent }: ReportedAgent): AgentState {
  return {
    ...agent,
    document: null,
    refLabels: new Map(refLabels),
    store: store && storeOf(store),
    effective: storeOf(effective),
  };
}

function storeOf(store: ReportedAgent["effective"]): AuthStore {
  return {
    profiles: new Map(store.profiles.map((profile) => [profile.profileId, profileOf(profile)])),
    order: new Map(store.order),
    lastGood: new Map(store.lastGood),
    usageStats: new Map(store.usageStats) as AuthStore["usageStats"],
    ignored: store.ignored,
  };
}

function profileOf({
  inline,
  expiresWritten,
  oauth,
  ...profile
}: ReportedAgent["effective"]["profiles"][number]): StoredProfile {
  return {
    ...profile,
    inline: inline ? HELD_BY_GATEWAY : null,
    ...(expiresWritten !== undefined && { expiresWritten }),
    oauth: oauth as StoredProfile["oauth"],
  };
}
