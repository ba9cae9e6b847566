import { type Environment, environmentKey } from "#lib/domain/environment-key.ts";
import { maskSecret } from "#lib/domain/mask.ts";
import type { ConfiguredProvider, ModelConfig } from "#lib/domain/model-config.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import { cleanedSecret, type SecretText } from "#lib/domain/secret-text.ts";

/** Texts in the place of a key that stand for another way to authenticate. */
const AWS_MARKERS: ReadonlySet<string> = new Set([
  "AWS_BEARER_TOKEN_BEDROCK",
  "AWS_ACCESS_KEY_ID",
  "AWS_PROFILE",
]);
const PLAIN_MARKERS: ReadonlySet<string> = new Set([
  "minimax-oauth",
  "qwen-oauth",
  "ollama-local",
  "custom-local",
  "secretref-managed",
]);
const MARKER_LENGTH_MAX = Math.max(...[...AWS_MARKERS, ...PLAIN_MARKERS].map((marker) => marker.length));
const OLDER_ENV_MARKERS = [
  "GOOGLE_API_KEY",
  "DEEPSEEK_API_KEY",
  "PERPLEXITY_API_KEY",
  "FIREWORKS_API_KEY",
  "NOVITA_API_KEY",
  "AZURE_OPENAI_API_KEY",
  "AZURE_API_KEY",
  "MINIMAX_CODE_PLAN_KEY",
];
/** Names of variables that, in the place of a key, mean the variable's value. */
const ENV_MARKERS: ReadonlySet<string> = new Set([
  ...KNOWN_PROVIDERS.flatMap(({ envVars }) => envVars),
  ...OLDER_ENV_MARKERS,
]);

/** True for a text that is no secret although it stands where a key would: it may be shown. */
export function isNonSecretMarker(text: string): boolean {
  const trimmed = text.trim();
  // To look a long text up, the engine reads it whole, and most texts here are long keys.
  return trimmed.length <= MARKER_LENGTH_MAX && (PLAIN_MARKERS.has(trimmed) || AWS_MARKERS.has(trimmed));
}

/**
 * A key as status shows it: `marker(…)` for a fixed marker, else masked. The name of a variable is masked too, as
 * OpenClaw does.
 *
 * Source: OpenClaw 2026.3.13, semantics §11.
 */
export function shownKey(key: SecretText): string {
  const text = key.reveal();
  return isNonSecretMarker(text) ? `marker(${text.trim()})` : maskSecret(key);
}

/**
 * The entry of `models.providers` for a provider: under its own spelling, else under the normalised one, else the
 * first whose key means it.
 *
 * Source: OpenClaw 2026.3.13, `resolveProviderConfig` in its bundle.
 */
export function configuredProvider({ providers }: ModelConfig, provider: string): ConfiguredProvider | null {
  const wanted = normalizeProvider(provider);
  const exact = providers.get(provider) ?? providers.get(wanted);
  if (exact) return exact;
  return [...providers].find(([key]) => normalizeProvider(key) === wanted)?.[1] ?? null;
}

/** The text of `models.providers.<id>.apiKey`, cleaned; null for a reference that nobody resolved, and for nothing. */
export function configuredKey(config: ModelConfig, provider: string): SecretText | null {
  const key = configuredProvider(config, provider)?.key ?? null;
  return key?.kind === "text" ? cleanedSecret(key.value) : null;
}

/** A key that OpenClaw can use from the config, and where its own words say it is from. */
export type UsableConfigKey = { key: SecretText; source: string; variable: string | null };

/**
 * The config's key if it is one: a marker is not, and the name of a variable means that variable.
 *
 * Source: OpenClaw 2026.3.13, semantics §3.2.
 */
export function usableConfigKey(
  config: ModelConfig,
  provider: string,
  environment: Environment,
): UsableConfigKey | null {
  const key = configuredKey(config, provider);
  if (key === null) return null;
  const name = key.reveal();
  if (isNonSecretMarker(name)) return null;
  if (!ENV_MARKERS.has(name)) return { key, source: "models.json", variable: null };
  const found = environment.variables.get(name);
  const value = found ? cleanedSecret(found.value) : null;
  if (!found || value === null) return null;
  const source = `${found.fromShell ? "shell env" : "env"}: ${name} (models.json marker)`;
  return { key: value, source, variable: name };
}

/** Providers that status lists for having a key in the environment, although nothing else mentions them. */
const LISTED_BY_ENVIRONMENT = [
  "anthropic",
  "github-copilot",
  "google-vertex",
  "openai",
  "google",
  "groq",
  "cerebras",
  "xai",
  "openrouter",
  "zai",
  "mistral",
  "synthetic",
];

/** Source: OpenClaw 2026.3.13, semantics §6.1 "providers listed". */
export function providersWithEnvironmentKey(environment: Environment): string[] {
  return LISTED_BY_ENVIRONMENT.filter((provider) => environmentKey(provider, environment) !== null);
}
