import fs from "node:fs";
import type { InstalledResolverFacts } from "#lib/domain/doctor-facts.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import {
  type ResolverSettings,
  readInstalledResolver,
  resolverPaths,
} from "#lib/openclaw/resolver-install.ts";

export type InstalledResolver = { facts: InstalledResolverFacts; settings: ResolverSettings | null };

/**
 * What is installed of Clawkeep's resolver in a state dir, compared with the one that is shipped but for its first
 * line, which names the Node of its machine. `shipped` is null when it is not known here.
 */
export function lookAtResolver(stateDir: string, shipped: string | null): InstalledResolver {
  const { command, settings: settingsFile } = resolverPaths(stateDir);
  const { text, settings } = readOrDamaged(stateDir);
  const differs = text !== null && shipped !== null && withoutFirstLine(text) !== withoutFirstLine(shipped);
  const facts: InstalledResolverFacts = {
    command,
    settingsFile,
    isInstalled: fs.existsSync(command),
    // What is there and cannot be read is not what publishing put there.
    differs: differs || (text === null && fs.existsSync(command)),
    settings: settings === null ? "damaged" : "ok",
  };
  return { facts, settings };
}

function readOrDamaged(stateDir: string): ReturnType<typeof readInstalledResolver> {
  try {
    return readInstalledResolver(stateDir);
  } catch (error) {
    if (!(error instanceof PublishError)) throw error;
    return { text: null, settings: null };
  }
}

function withoutFirstLine(text: string): string {
  return text.slice(text.indexOf("\n") + 1);
}
