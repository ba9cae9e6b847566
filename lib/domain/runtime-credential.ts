import type { AuthConfig, AuthStore, StoredProfile } from "#lib/domain/auth-store.ts";
import { type Environment, environmentKey } from "#lib/domain/environment-key.ts";
import type { ConfiguredProvider, ModelConfig } from "#lib/domain/model-config.ts";
import { type ProfileFacts, type ProfileUse, profileUse } from "#lib/domain/profile-use.ts";
import { normalizeAuthProvider, normalizeProvider } from "#lib/domain/provider-id.ts";
import { configuredKey, configuredProvider, usableConfigKey } from "#lib/domain/provider-key.ts";
import type { SecretRef } from "#lib/domain/secret-ref.ts";

/** What kind of thing a run would authenticate with. */
export type RuntimeKind = "profile" | "env" | "config" | "synthetic" | "aws-sdk";

/** One thing a run can authenticate with. `source` is OpenClaw's own text for it. */
export type RuntimeSource = {
  source: string;
  kind: RuntimeKind;
  mode: "api-key" | "oauth" | "token" | "aws-sdk";
  profileId: string | null;
  /** The environment variable it comes from, where it does. */
  variable: string | null;
};

export type RuntimeCredential = {
  /** What a run would use; null when it would fail with `problem`. */
  used: RuntimeSource | null;
  /** `codex_only`: there is none for `openai`, but OpenAI Codex is signed in, which OpenClaw hints at. */
  problem: "no_credential" | "codex_only" | null;
  /** The profiles in the order they are tried, with what becomes of each; those after the one used are not tried. */
  tried: { profileId: string; use: ProfileUse }[];
  /** What would be used next if `used` were not there, strongest first. */
  shadowed: RuntimeSource[];
};

export type RuntimeFacts = {
  store: AuthStore;
  auth: AuthConfig;
  models: ModelConfig;
  environment: Environment;
  /** Main's store when the agent is another one: a fresher OAuth credential there is taken over. */
  mainStore: AuthStore | null;
  /** Says whether a reference resolves now. */
  resolves: (ref: SecretRef) => boolean;
  nowMs: number;
};

/**
 * Which credential a process of OpenClaw would use for a provider: the profiles in their `order`, then the
 * environment, then the config's key, then a made-up key for a local server, then the AWS chain. Nothing is asked
 * over the network, so an OAuth credential that needs a refresh counts as not usable now.
 *
 * References in `models.providers` are not resolved here, as in a process that runs without a gateway.
 *
 * Source: OpenClaw 2026.3.13, semantics §5.3 "At run time", and `resolveApiKeyForProvider` in its bundle.
 */
export function runtimeCredential(
  provider: string,
  order: readonly string[],
  facts: RuntimeFacts,
): RuntimeCredential {
  const configured = configuredProvider(facts.models, provider);
  if (configured?.auth === "aws-sdk") {
    const aws = awsSource(facts.environment);
    return { used: aws, problem: null, tried: [], shadowed: [] };
  }
  const { tried, sources } = tryProfiles(order, facts);
  const candidates = [...sources, ...otherSources(provider, configured, facts)];
  const [used = null, ...shadowed] = candidates;
  const problem = used === null ? problemOf(provider, facts.store) : null;
  return { used, problem, tried, shadowed };
}

function tryProfiles(order: readonly string[], facts: RuntimeFacts) {
  const tried: RuntimeCredential["tried"] = [];
  const sources: RuntimeSource[] = [];
  for (const profileId of order) {
    const profile = facts.store.profiles.get(profileId);
    if (!profile) continue;
    const use = profileUse(profile, factsOfProfile(facts));
    if (sources.length === 0) tried.push({ profileId, use });
    if (use.usable) sources.push(profileSource(profile));
  }
  return { tried, sources };
}

function factsOfProfile({ store, auth, mainStore, resolves, nowMs }: RuntimeFacts): ProfileFacts {
  return { store, auth, mainStore, resolves, nowMs };
}

function profileSource({ profileId, type }: StoredProfile): RuntimeSource {
  const mode = type === "api_key" ? "api-key" : type;
  return { source: `profile:${profileId}`, kind: "profile", mode, profileId, variable: null };
}

function otherSources(
  provider: string,
  configured: ConfiguredProvider | null,
  facts: RuntimeFacts,
): RuntimeSource[] {
  const { models, environment } = facts;
  const sources: RuntimeSource[] = [];
  const base = { mode: "api-key", profileId: null, variable: null } as const;
  const env = environmentKey(provider, environment);
  if (env) {
    const mode = env.source.includes("OAUTH_TOKEN") ? "oauth" : "api-key";
    sources.push({ ...base, source: env.source, kind: "env", mode, variable: env.variable });
  }
  const key = usableConfigKey(models, provider, environment);
  if (key) sources.push({ ...base, source: key.source, kind: "config", variable: key.variable });
  const synthetic = syntheticSource(provider, configured, models);
  if (synthetic) sources.push({ ...base, source: synthetic, kind: "synthetic" });
  const isBedrock = normalizeProvider(provider) === "amazon-bedrock" && !configured?.auth;
  if (isBedrock) sources.push(awsSource(environment));
  return sources;
}

/** A server on this machine needs no key, so OpenClaw makes one up. */
function syntheticSource(
  provider: string,
  configured: ConfiguredProvider | null,
  models: ModelConfig,
): string | null {
  if (!configured) return null;
  const { api, baseUrl, modelCount, auth, key } = configured;
  const isFilled = Boolean(api?.trim()) || Boolean(baseUrl?.trim()) || modelCount > 0;
  if (isFilled && normalizeProvider(provider) === "ollama")
    return "models.providers.ollama (synthetic local key)";
  const isWhole = Boolean(api?.trim()) && Boolean(baseUrl?.trim()) && modelCount > 0;
  if (!isWhole || (auth !== null && auth !== "api-key")) return null;
  const hasKey = key?.kind === "ref" || configuredKey(models, provider) !== null;
  return !hasKey && namesNoOtherHost(baseUrl ?? "")
    ? `models.providers.${provider} (synthetic local key)`
    : null;
}

const LOCAL_HOSTS: ReadonlySet<string> = new Set([
  "localhost",
  "127.0.0.1",
  "0.0.0.0",
  "[::1]",
  "[::ffff:7f00:1]",
  "[::ffff:127.0.0.1]",
]);

const HOST = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)/i;

/** True for an address of this machine, and for a text that is no address and so names no other one. */
function namesNoOtherHost(baseUrl: string): boolean {
  const host = HOST.exec(baseUrl.trim())?.[1];
  return host === undefined || LOCAL_HOSTS.has(host.toLowerCase());
}

function awsSource({ variables }: Environment): RuntimeSource {
  const names = ["AWS_BEARER_TOKEN_BEDROCK", "AWS_ACCESS_KEY_ID", "AWS_PROFILE"];
  const isFilled = (name: string) => variables.get(name)?.value.isBlank() === false;
  const variable = names.find((name) => {
    return isFilled(name) && (name !== "AWS_ACCESS_KEY_ID" || isFilled("AWS_SECRET_ACCESS_KEY"));
  });
  const label = variable === "AWS_ACCESS_KEY_ID" ? `${variable} + AWS_SECRET_ACCESS_KEY` : variable;
  const source = label === undefined ? "aws-sdk default chain" : `env: ${label}`;
  return { source, kind: "aws-sdk", mode: "aws-sdk", profileId: null, variable: variable ?? null };
}

function problemOf(provider: string, { profiles }: AuthStore): RuntimeCredential["problem"] {
  if (provider !== "openai") return "no_credential";
  const codex = [...profiles.values()].some(
    (profile) => normalizeAuthProvider(profile.provider) === "openai-codex",
  );
  return codex ? "codex_only" : "no_credential";
}
