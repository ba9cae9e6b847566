import { isRotationName } from "#lib/domain/key-rotation.ts";
import { normalizeProvider } from "#lib/domain/provider-id.ts";
import { findProvider, KNOWN_PROVIDERS } from "#lib/domain/providers.ts";
import { cleanedSecret, type SecretText } from "#lib/domain/secret-text.ts";

/**
 * What OpenClaw uses an environment variable for.
 *
 * - `key`: the one key of these providers, in chats and probes, when no profile of theirs works.
 * - `rotation`: one of several keys for media understanding and memory; chats never use it.
 */
export type EnvironmentKeyUse = { use: "key" | "rotation"; providers: string[] };

/**
 * Says which providers' credentials a variable of this name holds, or null when it holds none.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.1 and §8.2.
 */
export function environmentKeyUse(name: string): EnvironmentKeyUse | null {
  const direct = KNOWN_PROVIDERS.filter((provider) => provider.envVars.includes(name));
  if (direct.length > 0) return { use: "key", providers: direct.map(({ id }) => id) };
  const rotated = KNOWN_PROVIDERS.filter(({ id }) => isRotationName(name, id));
  return rotated.length > 0 ? { use: "rotation", providers: rotated.map(({ id }) => id) } : null;
}

/** A variable of the environment a gateway has, after every source of variables was laid over the others. */
export type EnvironmentValue = {
  value: SecretText;
  /** OpenClaw asked a login shell for it, which its labels say. */
  fromShell: boolean;
};

export type Environment = {
  /** By name, in environment order. */
  variables: ReadonlyMap<string, EnvironmentValue>;
  /** `gcloud` has application default credentials on this host. */
  hasGcloudCredentials: boolean;
};

/** The key a provider gets from the environment. `value` is null for Google's own credential chain. */
export type EnvironmentKey = {
  value: SecretText | null;
  /** `env: NAME`, `shell env: NAME` or `gcloud adc`, as OpenClaw writes it. */
  source: string;
  variable: string | null;
  /** The variable is meant for an OAuth token, so OpenClaw shows nothing of it. */
  isOAuth: boolean;
};

/**
 * The one key OpenClaw takes from the environment for a provider, or null: of its variables the first that is not
 * blank once line breaks and characters above U+00FF are gone.
 *
 * Source: OpenClaw 2026.3.13, semantics §8.1.
 */
export function environmentKey(provider: string, environment: Environment): EnvironmentKey | null {
  const normalized = normalizeProvider(provider);
  for (const name of findProvider(normalized)?.envVars ?? []) {
    const found = environment.variables.get(name);
    const value = found ? cleanedSecret(found.value) : null;
    if (!found || value === null) continue;
    const source = `${found.fromShell ? "shell env" : "env"}: ${name}`;
    return { value, source, variable: name, isOAuth: name.includes("OAUTH") };
  }
  return normalized === "google-vertex" ? vertexKey(environment) : null;
}

/** Vertex takes a key of its own, or gcloud's credentials once project and location are named. */
function vertexKey({ variables, hasGcloudCredentials }: Environment): EnvironmentKey | null {
  const isSet = (name: string) => (variables.get(name)?.value.length ?? 0) > 0;
  const source = "gcloud adc";
  if (isSet("GOOGLE_CLOUD_API_KEY")) {
    const value = variables.get("GOOGLE_CLOUD_API_KEY")?.value ?? null;
    return { value, source, variable: "GOOGLE_CLOUD_API_KEY", isOAuth: false };
  }
  const hasProject = isSet("GOOGLE_CLOUD_PROJECT") || isSet("GCLOUD_PROJECT");
  const isUsable = hasGcloudCredentials && hasProject && isSet("GOOGLE_CLOUD_LOCATION");
  return isUsable ? { value: null, source, variable: null, isOAuth: false } : null;
}
