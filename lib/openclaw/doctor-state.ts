import fs from "node:fs";
import type { DoctorFacts, PlacedRef, PlaintextPlace } from "#lib/domain/doctor-facts.ts";
import { CLAWKEEP_PROVIDER, isOwnRef } from "#lib/domain/publish-plan.ts";
import { isSecretVariable } from "#lib/domain/secret-name.ts";
import type { AgentState } from "#lib/openclaw/agent-states.ts";
import { isKnown } from "#lib/openclaw/asked-state.ts";
import type { PathContext } from "#lib/openclaw/config-location.ts";
import { readWrittenConfig } from "#lib/openclaw/doctor-config.ts";
import { lookAtResolver } from "#lib/openclaw/doctor-resolver.ts";
import { lookAtSecretProviders } from "#lib/openclaw/doctor-secret-providers.ts";
import {
  type Fingerprint,
  fingerprintRefreshTokens,
  fingerprintSecrets,
  fingerprintToolTokens,
} from "#lib/openclaw/doctor-secrets.ts";
import { timesOf } from "#lib/openclaw/doctor-times.ts";
import type { Finding } from "#lib/openclaw/finding.ts";
import { accessFindings } from "#lib/openclaw/json-file.ts";
import { listSideFiles, type ReadSideFile, readSideFile } from "#lib/openclaw/leftover-files.ts";
import type { ResolverSettings } from "#lib/openclaw/resolver-install.ts";
import { type GatewayState, oauthDir, type ReadOptions } from "#lib/openclaw/state-dir.ts";
import { inlineTemplateRef } from "#lib/openclaw/store-json.ts";

/** What a state dir says by itself; who asks and when is not part of it. */
export type StateDirFacts = Omit<DoctorFacts, "nowMs" | "target" | "console" | "knowsProcessEnvironment">;

export type GatheredState = {
  facts: StateDirFacts;
  /** What reading found, and what is found of the files beside. */
  findings: Finding[];
  resolverSettings: ResolverSettings | null;
};

type Gathering = { reading: ReadOptions; fingerprint: Fingerprint; shippedResolver: string | null };

/**
 * Gathers what the doctor needs and reading a state dir does not bring along: the config as it is written, the
 * files beside those that count, paths of secret providers, folders, times, fingerprints. Writes nothing and
 * runs nothing.
 */
export function gatherState(state: GatewayState, gathering: Gathering): GatheredState {
  const paths = pathContext(state, gathering.reading);
  const written = readWrittenConfig(state);
  const refs = [...storedRefs(state), ...written.refs];
  const sideFiles = readSideFiles(state, paths);
  const { ownerUid, config } = state;
  const secretProviders = lookAtSecretProviders(config.secretProviders, { ownerUid, paths, refs });
  const isPublished = secretProviders.has(CLAWKEEP_PROVIDER) || refs.some(({ ref }) => isOwnRef(ref));
  const resolver = isPublished ? lookAtResolver(state.stateDir, gathering.shippedResolver) : null;
  const facts: StateDirFacts = {
    ownerUid,
    configFile: config.file,
    config: config.auth,
    agents: state.agents.map((agent) => agentFacts(agent, state)),
    plaintext: [
      ...written.plaintext,
      ...envFileSecrets(state),
      ...sideFiles.flatMap((side) => placesIn(side, state)),
    ],
    refs,
    configKeyRefs: written.keyRefs,
    variables: variablesOf(state),
    defaultEnvProvider: config.secretDefaults.env,
    secretProviders,
    malformedProviders: new Set(configuredAliases(state).filter((alias) => !secretProviders.has(alias))),
    secrets: fingerprintSecrets(state, written, gathering.fingerprint),
    refreshTokens: fingerprintRefreshTokens(state, gathering.fingerprint),
    refreshTokensElsewhere: fingerprintToolTokens(gathering.reading.home, gathering.fingerprint),
    openFolders: openFolders(state),
    times: timesOf(state),
    // What is in them is known once the gateway said it.
    sqliteFiles: isKnown(state) ? [] : state.sqliteFiles,
    resolver: resolver?.facts ?? null,
  };
  const access = sideFiles.flatMap(({ facts: file }) => accessFindings(file, ownerUid));
  return { facts, findings: [...state.findings, ...access], resolverSettings: resolver?.settings ?? null };
}

function configuredAliases({ config }: GatewayState): string[] {
  const providers = config.document.node(["secrets", "providers"]);
  return providers?.kind === "object" ? [...providers.members.keys()] : [];
}

function pathContext({ environment }: GatewayState, { home }: ReadOptions): PathContext {
  const winners = new Map(environment.filter(({ wins }) => wins).map(({ name, value }) => [name, value]));
  return { env: (name) => winners.get(name)?.reveal(), home };
}

function agentFacts(agent: AgentState, { mainStorePath }: GatewayState): DoctorFacts["agents"][number] {
  const { agentId, storePath, store, effective, legacyFiles } = agent;
  // What OpenClaw would take from older files is this agent's own too.
  const own = store ?? (legacyFiles.length > 0 ? effective : null);
  return { agentId, isMain: storePath === mainStorePath, storePath, own, effective };
}

function storedRefs({ agents, config }: GatewayState): PlacedRef[] {
  return agents.flatMap(({ agentId, storePath, store }) =>
    [...(store?.profiles.values() ?? [])].flatMap((profile): PlacedRef[] => {
      const { profileId, type } = profile;
      const name = type === "token" ? "token" : "key";
      const ref = profile.ref ?? inlineTemplateRef(profile, config.secretDefaults);
      if (ref === null) return [];
      const path = ["profiles", profileId, profile.ref ? `${name}Ref` : name];
      return [{ file: storePath, line: null, column: null, path, ref, agentId, profileId }];
    }),
  );
}

function variablesOf({ environment }: GatewayState): DoctorFacts["variables"] {
  const winners = environment.filter(({ wins }) => wins);
  return new Map(winners.map(({ name, value, file }) => [name, { blank: value.isBlank(), file }]));
}

function envFileSecrets({ environment }: GatewayState): PlaintextPlace[] {
  const inFiles = environment.filter(
    ({ source, name, value, copiedFrom }) =>
      source.endsWith("_env_file") && copiedFrom === null && !value.isBlank() && isSecretVariable(name),
  );
  return inFiles.map(({ name, file }) => ({
    ...wholeFile(file),
    kind: "env_file",
    variable: name,
    count: 1,
  }));
}

function wholeFile(file: string | null) {
  return { file, line: null, column: null, path: null, variable: null, inUse: true };
}

function readSideFiles(state: GatewayState, paths: PathContext): ReadSideFile[] {
  const { stateDir, config, agents, ownerUid } = state;
  const agentDirs = agents.flatMap(({ agentDir, status }) =>
    agentDir && status !== "unreadable" ? [agentDir] : [],
  );
  const places = { stateDir, configFile: config.file, oauthDir: oauthDir(stateDir, paths), agentDirs };
  return listSideFiles(places).flatMap((side) => readSideFile(side, ownerUid) ?? []);
}

/** A generated `models.json` is no archive: only what was seen in it counts, each at its place. */
function placesIn({ file, kind, hits }: ReadSideFile, { agents }: GatewayState): PlaintextPlace[] {
  const inUse = agents.some(({ legacyFiles }) => legacyFiles.includes(file));
  if (kind === "models_json") {
    return (hits ?? []).map(({ path }) => ({ ...wholeFile(file), kind, path, count: 1 }));
  }
  if (hits !== null && hits.length === 0) return [];
  return [{ ...wholeFile(file), kind, inUse, count: hits?.length ?? 0 }];
}

function openFolders({ stateDir, agents }: GatewayState): DoctorFacts["openFolders"] {
  const folders = new Set([stateDir, ...agents.flatMap(({ agentDir }) => agentDir ?? [])]);
  return [...folders].flatMap((folder) => {
    const mode = folderMode(folder);
    return mode !== null && (mode & 0o077) !== 0 ? [{ folder, mode: `0${mode.toString(8)}` }] : [];
  });
}

/** A link is somebody else's folder by another name; its own mode means nothing. */
function folderMode(folder: string): number | null {
  try {
    const stats = fs.lstatSync(folder);
    return stats.isDirectory() ? stats.mode & 0o777 : null;
  } catch {
    return null;
  }
}
