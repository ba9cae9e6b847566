import path from "node:path";
import { type EnvironmentKeyRow, listEnvironmentKeys } from "#db/repositories/environment-keys.ts";
import { findGateway, type GatewayRow, listGateways } from "#db/repositories/gateways.ts";
import { listProfiles } from "#db/repositories/profiles.ts";
import { environmentKeyUse } from "#lib/domain/environment-key.ts";
import {
  ENVIRONMENT_SOURCES,
  type EnvironmentSource,
  type ProviderKeySources,
  providerKeySources,
  providersInEnvironment,
  type WriteOutlook,
  writeOutlook,
} from "#lib/domain/key-sources.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { envFileOf } from "#lib/openclaw/env-block-file.ts";
import { type RunningState, readGateway } from "#lib/openclaw/gateway-reader.ts";
import type { GatewayService } from "#lib/openclaw/gateway-service.ts";
import type { GatewayState } from "#lib/openclaw/state-dir.ts";
import { type ConfigKey, configKeys } from "#lib/views/config-keys.ts";
import type { ViewContext } from "#lib/views/view-context.ts";

/**
 * What the console knows of a source: all of it, the part that a service file tells, nothing, or, of the login
 * shell, when OpenClaw would ask it. `absent`: there is no such file. `unreadable`: there is, and it cannot be used.
 */
export type SourceKnowledge = "known" | "part" | "unknown" | "absent" | "unreadable" | "described";

export type SourceSummary = {
  source: EnvironmentSource;
  knowledge: SourceKnowledge;
  file: string | null;
  /** Variables with model credentials that it sets, and of these the ones that count. */
  variables: number;
  winning: number;
};

export type ProviderRow = ProviderKeySources & {
  /** `models.providers.<id>.apiKey`, which OpenClaw looks at after profiles and environment; null without one. */
  config: ConfigKey | null;
  /** It has profiles of the default agent, which come before every variable. */
  hasProfiles: boolean;
};

export type ManagedKey = Pick<
  EnvironmentKeyRow,
  "variable" | "tail" | "changedAtMs" | "changedBy" | "profileRowId"
> & {
  profile: { agentId: string; profileId: string } | null;
  /** The profile has another secret by now than the one that was written. */
  isOutdated: boolean;
};

export type KeyProfile = { profileRowId: string; profileId: string; agentId: string; provider: string };

export type KeySourcesView = {
  asOfMs: number;
  gateways: { gatewayId: string; name: string }[];
  gatewayId: string;
  name: string;
  stateDir: string;
  problem: GatewayState["problem"];
  storage: GatewayState["storage"];
  envFile: string;
  service: Pick<GatewayService, "kind" | "name" | "file"> | null;
  loginShell: { runs: boolean; because: "disabled" | "deferred" | "already_has_keys" | null; shell: string };
  sources: SourceSummary[];
  providers: ProviderRow[];
  managed: ManagedKey[];
  /** Profiles whose sealed secret can be written as a variable. */
  profiles: KeyProfile[];
};

/**
 * Where a gateway's keys come from besides its profiles. Unless one is named it is the first gateway by name; null
 * when there is none. Values are nowhere, only their last four characters.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2, §3.3, §8.1 and §8.2.
 */
export function keySourcesView(
  ctx: ViewContext,
  filter: { gatewayId?: string | undefined } = {},
): KeySourcesView | null {
  const { reader } = ctx.db;
  const gateways = listGateways(reader);
  const gateway = filter.gatewayId ? findGateway(reader, filter.gatewayId) : (gateways[0] ?? null);
  if (!gateway) return null;
  const state = readGateway(gateway);
  const { loginShell, service } = state;
  return {
    asOfMs: ctx.nowMs,
    gateways: gateways.map(({ id, name }) => ({ gatewayId: id, name })),
    gatewayId: gateway.id,
    name: gateway.name,
    stateDir: state.stateDir,
    problem: state.problem,
    storage: state.storage,
    envFile: envFileOf(state.stateDir),
    service: service && { kind: service.kind, name: service.name, file: service.file },
    loginShell: {
      runs: loginShell.runs,
      because: loginShell.runs ? null : loginShell.because,
      shell: loginShell.runs ? loginShell.call.shell : "",
    },
    sources: ENVIRONMENT_SOURCES.map((source) => sourceSummary(source, state)),
    providers: providerRows(state),
    managed: listEnvironmentKeys(reader, gateway.id).map(managedKey),
    profiles: keyProfiles(ctx, gateway),
  };
}

/** What writing a variable to a gateway's `.env` would come to; null when there is no such gateway. */
export function writeOutlookView(ctx: ViewContext, gatewayId: string, variable: string): WriteOutlook | null {
  const gateway = findGateway(ctx.db.reader, gatewayId);
  if (!gateway) return null;
  const state = readGateway(gateway);
  const outlook = writeOutlook(variable, state.environment);
  const { blockedBy } = outlook;
  // Of the process only what its service file sets is known.
  return {
    ...outlook,
    blockedBy: blockedBy && { ...blockedBy, file: blockedBy.file ?? state.service?.file ?? null },
  };
}

function sourceSummary(source: EnvironmentSource, state: RunningState): SourceSummary {
  const set = state.environment.filter(
    (variable) => variable.source === source && environmentKeyUse(variable.name) !== null,
  );
  const counts = { variables: set.length, winning: set.filter(({ wins }) => wins).length };
  return { source, ...knowledgeOf(source, state), ...counts };
}

function knowledgeOf(
  source: EnvironmentSource,
  state: RunningState,
): Pick<SourceSummary, "knowledge" | "file"> {
  const { service } = state;
  if (source === "process") return service ? known("part", service.file) : known("unknown", null);
  if (source === "login_shell") return known("described", null);
  if (source === "cwd_env_file") {
    if (!service) return known("unknown", null);
    return envFileKnowledge(path.join(service.cwd, ".env"), state);
  }
  if (source === "state_env_file") return envFileKnowledge(envFileOf(state.stateDir), state);
  const { status, file } = state.config;
  if (status === "absent") return known("absent", file);
  return known(status === "ok" || status === "invalid" ? "known" : "unreadable", file);
}

/** Findings about a `.env` say why it could not be read; what was read of it is in the environment. */
function envFileKnowledge(file: string, state: GatewayState): Pick<SourceSummary, "knowledge" | "file"> {
  if (state.environment.some((variable) => variable.file === file)) return known("known", file);
  const isOdd = state.findings.some(
    (finding) => finding.file === file && (finding.severity === "error" || finding.code.startsWith("file_")),
  );
  return known(isOdd ? "unreadable" : "absent", file);
}

function known(knowledge: SourceKnowledge, file: string | null) {
  return { knowledge, file };
}

function providerRows(state: GatewayState): ProviderRow[] {
  const fromConfig = new Map(configKeys(state).map((key) => [key.provider, key]));
  const store = state.agents.find((agent) => agent.agentId === state.defaultAgentId)?.effective;
  const withProfiles = new Set(
    [...(store?.profiles.values() ?? [])].map(({ provider }) => normalizeProvider(provider)),
  );
  const named = [...new Set([...providersInEnvironment(state.environment), ...fromConfig.keys()])];
  return named.map((provider) => ({
    ...providerKeySources(provider, state.environment),
    config: fromConfig.get(provider) ?? null,
    hasProfiles: withProfiles.has(provider),
  }));
}

function managedKey(row: EnvironmentKeyRow): ManagedKey {
  const { variable, tail, changedAtMs, changedBy, profileRowId, profile, fingerprint } = row;
  const isOutdated = profile !== null && profile.fingerprint !== null && profile.fingerprint !== fingerprint;
  const name = profile && { agentId: profile.agentId, profileId: profile.profileId };
  return { variable, tail, changedAtMs, changedBy, profileRowId, profile: name, isOutdated };
}

function keyProfiles(ctx: ViewContext, gateway: GatewayRow): KeyProfile[] {
  return listProfiles(ctx.db.reader, gateway.id)
    .filter(({ source, fingerprint, removedAtMs }) => {
      return source === "vault" && fingerprint !== null && removedAtMs === null;
    })
    .map(({ id, profileId, agentId, provider }) => ({ profileRowId: id, profileId, agentId, provider }));
}
