import { existsSync, readdirSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { realPathOr } from "#lib/openclaw/bounded-file.ts";
import { resolveUserPath } from "#lib/openclaw/config-location.ts";
import { gatewayServices } from "#lib/openclaw/gateway-service.ts";

/** How a state dir was found: the variable names it, a service runs it, or it lies in a home. */
export type FoundBy = "variable" | "service" | "home";

export type FoundStateDir = { stateDir: string; foundBy: FoundBy };

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the homes of a machine's users are, which only root can look into. */
const HOMES = ["/home", "/Users"];
const HOMES_MAX = 50;
const FOUND_MAX = 12;

/** `.openclaw`, and `.openclaw-<profile>` of another profile of the CLI. */
const STATE_DIR_NAME = /^\.openclaw(-[\w.-]+)?$/;

/**
 * The state dirs of OpenClaw on this machine, the surest first: the one that `OPENCLAW_STATE_DIR` names, those that
 * services run, those in the home of the user; for root those of the other users too. Each once, by its real path, and
 * only folders that hold a config or agents. Reads names alone; total.
 */
export function findStateDirs(
  env: Environment,
  homes: readonly string[] = homesToLookInto(env),
): FoundStateDir[] {
  const [own = null] = homes;
  const context = { env: (name: string) => env[name], home: own };
  const named = resolveUserPath(env.OPENCLAW_STATE_DIR ?? "", context);
  const candidates: FoundStateDir[] = [
    ...(named === null ? [] : [{ stateDir: named, foundBy: "variable" as const }]),
    ...homes.flatMap((home) =>
      gatewayServices(home).map(({ stateDir }) => ({ stateDir, foundBy: "service" as const })),
    ),
    ...homes.flatMap((home) =>
      namesIn(home)
        .filter((name) => STATE_DIR_NAME.test(name))
        .map((name) => ({ stateDir: path.join(home, name), foundBy: "home" as const })),
    ),
  ];
  const found = new Map<string, FoundStateDir>();
  for (const { stateDir, foundBy } of candidates) {
    const real = realPathOr(stateDir);
    if (!found.has(real) && looksLikeStateDir(real)) found.set(real, { stateDir: real, foundBy });
  }
  return [...found.values()].slice(0, FOUND_MAX);
}

function homesToLookInto(env: Environment): string[] {
  const own = env.HOME || os.homedir();
  if (process.getuid?.() !== 0) return [own];
  const others = HOMES.flatMap((folder) => namesIn(folder).map((name) => path.join(folder, name)));
  return [...new Set([own, ...others])].slice(0, HOMES_MAX);
}

function looksLikeStateDir(folder: string): boolean {
  try {
    if (!statSync(folder).isDirectory()) return false;
    return ["openclaw.json", "agents"].some((name) => existsSync(path.join(folder, name)));
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
