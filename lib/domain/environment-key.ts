import { KNOWN_PROVIDERS } from "#lib/domain/providers.ts";

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

function isRotationName(name: string, providerId: string): boolean {
  const isGoogle = providerId === "google" || providerId === "google-vertex";
  if (isGoogle && name === "GOOGLE_API_KEY") return true;
  const base = isGoogle ? "GEMINI" : providerId.toUpperCase().replaceAll("-", "_");
  if (providerId === "anthropic") {
    return name === "OPENCLAW_LIVE_ANTHROPIC_KEYS" || name.startsWith("ANTHROPIC_API_KEY_");
  }
  const names = [`OPENCLAW_LIVE_${base}_KEY`, `${base}_API_KEYS`, `${base}_API_KEY`];
  return names.includes(name) || name.startsWith(`${base}_API_KEY_`);
}
