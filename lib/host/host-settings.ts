import path from "node:path";
import { z } from "zod";
import { makePrivateFolder, readForReplace, replaceFile } from "#lib/openclaw/durable-file.ts";
import { PublishError } from "#lib/openclaw/publish-error.ts";
import { readInstalledResolver, resolverPaths } from "#lib/openclaw/resolver-install.ts";

const Settings = z.strictObject({
  version: z.literal(1),
  /** Null until the console has answered. */
  gatewayId: z.string().nullable(),
  name: z.string().nullable(),
  openclaw: z.string().nullable(),
  /** A file with the certificate that the console's is signed by; null for what the system trusts. */
  ca: z.string().nullable(),
  /** A token that the console was told of, and that is not in use yet. */
  nextToken: z.string().nullable(),
  /** The token that this host is joining with; null once the console has answered. */
  joiningToken: z.string().nullable(),
});

/** What a gateway's host remembers of the console that it joined, beside the resolver's own address and token. */
export type HostSettings = z.output<typeof Settings>;

export type Membership = HostSettings & { url: string; token: string };

/** The folder of a state dir that is the console's: with the resolver, these settings and what a sync is at. */
export function hostFiles(stateDir: string): { settings: string; lock: string; work: string } {
  const { folder } = resolverPaths(stateDir);
  return {
    settings: path.join(folder, "gateway.json"),
    lock: path.join(folder, "sync.lock"),
    work: path.join(folder, "request.json"),
  };
}

/** Null when there are none. Throws PublishError `host_settings_malformed`. */
export function readHostSettings(stateDir: string): HostSettings | null {
  const file = hostFiles(stateDir).settings;
  const { text, bytes } = readForReplace(file);
  if (bytes === null) return null;
  const parsed = Settings.safeParse(parseOrNull(text));
  if (!parsed.success) throw new PublishError("host_settings_malformed", { file });
  return parsed.data;
}

/** The console that a state dir's host joined. Throws PublishError `host_not_joined`. */
export function requireMembership(stateDir: string): Membership {
  const settings = readHostSettings(stateDir);
  const installed = readInstalledResolver(stateDir).settings;
  if (!settings?.gatewayId || installed === null) throw new PublishError("host_not_joined", { stateDir });
  return { ...settings, ...installed };
}

export function saveHostSettings(stateDir: string, settings: HostSettings): void {
  const { folder } = resolverPaths(stateDir);
  makePrivateFolder(folder);
  const file = hostFiles(stateDir).settings;
  replaceFile(readForReplace(file), `${JSON.stringify(settings, null, 2)}\n`, 0o600);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
