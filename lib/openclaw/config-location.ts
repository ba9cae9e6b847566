import path from "node:path";
import type { EnvLookup } from "#lib/openclaw/config-substitution.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";

const CONFIG_NAMES = ["openclaw.json", "clawdbot.json", "moldbot.json", "moltbot.json"] as const;
const STATE_DIR_NAMES = [".openclaw", ".clawdbot", ".moldbot", ".moltbot"] as const;

const TILDE = /^~(?=$|[\\/])/;

/** What decides about paths: a gateway's variables after its `.env` files, and its user's home or null when unknown. */
export type PathContext = { env: EnvLookup; home: string | null };

/**
 * The config file of a state directory: `OPENCLAW_CONFIG_PATH`, else the first of four names that exists in
 * the state directory, then in `~/.openclaw` and its three older names, else `openclaw.json` in the state
 * directory, which then need not exist.
 *
 * Source: OpenClaw 2026.3.13, semantics §1.1, and its bundle.
 */
export function locateConfigFile(stateDir: string, context: PathContext): string {
  const explicit = firstText(context.env, ["OPENCLAW_CONFIG_PATH", "CLAWDBOT_CONFIG_PATH"]);
  const resolved = explicit === null ? null : resolveUserPath(explicit, context);
  if (resolved !== null) return resolved;
  const home = effectiveHome(context);
  const homeDirs =
    home === null ? [] : STATE_DIR_NAMES.map((name) => path.join(/* turbopackIgnore: true */ home, name));
  const candidates = [stateDir, ...homeDirs].flatMap((dir) =>
    CONFIG_NAMES.map((name) => path.join(/* turbopackIgnore: true */ dir, name)),
  );
  return (
    candidates.find((candidate) => seenFs.existsSync(candidate)) ??
    path.join(/* turbopackIgnore: true */ stateDir, CONFIG_NAMES[0])
  );
}

/**
 * A path as an OpenClaw user writes it: trimmed, `~` means home. Null when it cannot be known here: a `~`
 * without a known home, or a relative path, which OpenClaw takes from a directory only the gateway knows.
 */
export function resolveUserPath(text: string, context: PathContext): string | null {
  const trimmed = text.trim();
  if (trimmed.includes("\0")) return null;
  if (!TILDE.test(trimmed)) return path.isAbsolute(trimmed) ? path.normalize(trimmed) : null;
  const home = effectiveHome(context);
  return home === null ? null : path.resolve(home, `.${trimmed.slice(1)}`);
}

/** `OPENCLAW_HOME`, else `HOME`, `USERPROFILE`, else the home that was given. */
export function effectiveHome({ env, home }: PathContext): string | null {
  const userHome = firstText(env, ["HOME", "USERPROFILE"]) ?? home;
  const explicit = firstText(env, ["OPENCLAW_HOME"]);
  if (explicit === null) return userHome === null ? null : path.resolve(/* turbopackIgnore: true */ userHome);
  if (!TILDE.test(explicit)) return path.isAbsolute(explicit) ? path.normalize(explicit) : null;
  return userHome === null
    ? null
    : path.resolve(/* turbopackIgnore: true */ userHome, `.${explicit.slice(1)}`);
}

/** The first variable that is not blank, trimmed. */
export function firstText(env: EnvLookup, names: readonly string[]): string | null {
  for (const name of names) {
    const value = env(name)?.trim();
    if (value) return value;
  }
  return null;
}
