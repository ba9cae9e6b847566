import type { AuthConfig } from "#lib/domain/auth-store.ts";
import type { SecretRefSource } from "#lib/domain/secret-ref.ts";
import { checkRefProvider } from "#lib/domain/secret-ref-grammar.ts";
import type { FileFacts } from "#lib/openclaw/bounded-file.ts";
import { addConfigEnv } from "#lib/openclaw/config-env.ts";
import { resolveIncludes } from "#lib/openclaw/config-include.ts";
import { checkConfig } from "#lib/openclaw/config-rules.ts";
import { ConfigSources } from "#lib/openclaw/config-sources.ts";
import { substituteEnv } from "#lib/openclaw/config-substitution.ts";
import {
  type ConfigNode,
  type ConfigPath,
  nodeAt,
  parseConfigText,
  plainValue,
} from "#lib/openclaw/config-tree.ts";
import { type FilePosition, type Finding, finding, shownName } from "#lib/openclaw/finding.ts";
import type { GatewayEnvironment } from "#lib/openclaw/gateway-environment.ts";
import { accessFindings, readParsed } from "#lib/openclaw/json-file.ts";
import { isJsonObject, type JsonObject } from "#lib/openclaw/own-member.ts";
import { refDefaultsOf, type SecretProvider, secretProvidersOf } from "#lib/openclaw/secret-providers.ts";

/** A real config has some kilobytes, and JSON5 is slow to parse: this much takes seconds. */
const CONFIG_BYTES_MAX = 4 * 1024 * 1024;

/**
 * - `absent`: no file; OpenClaw runs with its defaults.
 * - `ok`: OpenClaw would load it, as far as credentials are concerned.
 * - `invalid`: it breaks a rule of OpenClaw's schema, so every command of OpenClaw refuses.
 * - `malformed`: it, or a file it includes, is not JSON5 or cannot be included; OpenClaw refuses too.
 * - `unreadable`: we may not or will not read it.
 */
export type ConfigStatus = "absent" | "ok" | "invalid" | "malformed" | "unreadable";

export type GatewayConfig = {
  /** The file OpenClaw would use, whether it exists or not. */
  file: string;
  status: ConfigStatus;
  auth: AuthConfig;
  secretDefaults: Record<SecretRefSource, string>;
  secretProviders: Map<string, SecretProvider>;
  document: ConfigDocument;
  /** What stands in which file, before variables are substituted. */
  sources: ConfigSources;
  /** The config and every file it includes, as often as it is included. */
  filesRead: FileFacts[];
  findings: Finding[];
};

/**
 * The effective config: includes resolved, variables substituted. It may hold secrets, so it prints as
 * nothing; values come out only when asked for by path.
 */
export class ConfigDocument {
  readonly #root: ConfigNode;

  constructor(root: ConfigNode) {
    this.#root = root;
  }

  /** The value at a path, undefined when there is none. */
  get(path: ConfigPath): unknown {
    const node = nodeAt(this.#root, path);
    return node ? plainValue(node) : undefined;
  }

  /** The whole config as a plain object; empty when its top is none. */
  object(): JsonObject {
    const value = plainValue(this.#root);
    return isJsonObject(value) ? value : {};
  }

  node(path: ConfigPath): ConfigNode | null {
    return nodeAt(this.#root, path);
  }

  /** Which file holds the value at a path, and where; null when nothing does. */
  keyOf(path: ConfigPath): FilePosition | null {
    return nodeAt(this.#root, path)?.at ?? null;
  }
}

export type ConfigReading = {
  environment: GatewayEnvironment;
  /** The resolved state directory. A config outside of it is read only when it has the same owner. */
  stateDir: string;
  ownerUid: number | null;
};

/**
 * Reads the config the way OpenClaw does: JSON5, includes, the config's own `env` block, `${NAME}`, schema, and
 * the `env` block again. The variables of that block are added to `environment`.
 *
 * Total: whatever is wrong is a finding with its place, and the rest is still returned.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.
 */
export function readConfigFile(
  file: string,
  { environment, stateDir, ownerUid }: ConfigReading,
): GatewayConfig {
  const read = readParsed(file, { within: stateDir, ownerUid, bytesMax: CONFIG_BYTES_MAX }, parseConfigText);
  const empty = emptyRoot(file);
  if (read.kind === "absent") return described(file, "absent", empty, [], read.findings);
  if (read.kind === "unreadable") return described(file, "unreadable", empty, [], read.findings);
  const access = accessFindings(read.facts, ownerUid);
  if (read.kind === "malformed") {
    return described(file, "malformed", empty, [read.facts], [...read.findings, ...access]);
  }
  const included = resolveIncludes(read.value.root, file);
  const filesRead = [read.facts, ...included.files];
  const before = [...read.findings, ...access, ...read.value.findings, ...included.findings];
  if (!included.ok) return described(file, "malformed", empty, filesRead, before);
  if (included.root.kind !== "object") {
    const found = included.root.kind === "array" ? "array" : "scalar";
    const problem = finding("config_not_object", included.root.at, { found });
    return described(file, "invalid", empty, filesRead, [...before, problem]);
  }
  addConfigEnv(environment, included.root, "first");
  const substituted = substituteEnv(included.root, environment.lookup);
  const broken = checkConfig(substituted.root);
  const envFindings = addConfigEnv(environment, substituted.root, "second");
  const findings = [...before, ...substituted.findings, ...broken, ...envFindings];
  const status = broken.length > 0 ? "invalid" : "ok";
  const trees = new Map([...included.trees, [file, read.value.root]]);
  const sources = new ConfigSources(file, trees, included.files);
  return { ...described(file, status, substituted.root, filesRead, findings), sources };
}

/** The config of a state directory that cannot be read. */
export function noConfig(file: string): GatewayConfig {
  return described(file, "unreadable", emptyRoot(file), [], []);
}

function described(
  file: string,
  status: ConfigStatus,
  root: ConfigNode,
  filesRead: FileFacts[],
  findings: Finding[],
): GatewayConfig {
  const document = new ConfigDocument(root);
  const secrets = document.get(["secrets"]);
  return {
    file,
    status,
    auth: authConfigOf(document),
    secretDefaults: refDefaultsOf(secrets),
    secretProviders: secretProvidersOf(secrets),
    document,
    sources: new ConfigSources(file, new Map([[file, emptyRoot(file)]]), []),
    filesRead,
    findings: [...findings, ...aliasFindings(document)],
  };
}

/** What is well formed of `auth.profiles` and `auth.order`; the rest is already a finding. */
function authConfigOf(document: ConfigDocument): AuthConfig {
  const profiles: AuthConfig["profiles"] = new Map();
  for (const [profileId, entry] of membersOf(document.get(["auth", "profiles"]))) {
    if (!isJsonObject(entry)) continue;
    const { provider, mode, email } = entry;
    if (typeof provider !== "string" || (mode !== "api_key" && mode !== "oauth" && mode !== "token"))
      continue;
    profiles.set(profileId, { provider, mode, email: typeof email === "string" ? email : null });
  }
  const order: AuthConfig["order"] = new Map();
  for (const [provider, ids] of membersOf(document.get(["auth", "order"]))) {
    if (Array.isArray(ids))
      order.set(
        provider,
        ids.filter((id) => typeof id === "string"),
      );
  }
  return { profiles, order };
}

/** OpenClaw accepts any name under `secrets.providers` but no reference to an odd one. */
function aliasFindings(document: ConfigDocument): Finding[] {
  const providers = document.node(["secrets", "providers"]);
  if (providers?.kind !== "object") return [];
  const odd = [...providers.members].filter(([alias]) => checkRefProvider(alias) !== null);
  return odd.map(([alias, node]) =>
    finding("secret_provider_alias_invalid", node.at, { alias: shownName(alias) }),
  );
}

function membersOf(value: unknown): [string, unknown][] {
  return isJsonObject(value) ? Object.entries(value) : [];
}

function emptyRoot(file: string): ConfigNode {
  return { kind: "object", at: { file, line: null, column: null }, members: new Map() };
}
