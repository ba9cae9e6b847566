import path from "node:path";
import { readBoundedText, realPathOr } from "#lib/openclaw/bounded-file.ts";
import { resolveUserPath } from "#lib/openclaw/config-location.ts";
import { seenFs } from "#lib/openclaw/seen-files.ts";

/** How a gateway is started: by a service file that OpenClaw installed, or as far as we can see by hand. */
export type GatewayService = {
  kind: "systemd" | "launchd";
  /** The unit or label, as `systemctl` and `launchctl` take it. */
  name: string;
  file: string;
  /** What the service file sets: the part of the gateway's process environment that can be known. */
  env: Record<string, string>;
  /** The gateway's working directory: of a file that names none, the one its manager starts it in. */
  cwd: string;
};

type ParsedService = { env: Record<string, string>; cwd: string | null };

type Manager = {
  kind: GatewayService["kind"];
  folder: string;
  pattern: RegExp;
  parse(text: string): ParsedService;
  /** Where the manager starts a user's service whose file names no working directory. */
  cwdOf(home: string): string;
};

const MANAGERS: readonly Manager[] = [
  {
    kind: "systemd",
    folder: ".config/systemd/user",
    pattern: /^(openclaw-gateway[\w.@-]*)\.service$/,
    parse: parseUnit,
    cwdOf: (home) => home,
  },
  {
    kind: "launchd",
    folder: "Library/LaunchAgents",
    pattern: /^(ai\.openclaw\.[\w.-]+)\.plist$/,
    parse: parsePlist,
    cwdOf: () => "/",
  },
];

const SERVICE_BYTES_MAX = 256 * 1024;
const SERVICES_MAX = 50;

/**
 * Finds the service that `openclaw gateway install` made for a state dir, in the home of the user the gateway
 * runs as. Null when there is none, or when the home is not known. Total: what cannot be read is passed over.
 *
 * Its file says which variables the gateway starts with; installing copies those of the config into it, and they
 * then win over every `.env`.
 *
 * Source: OpenClaw 2026.3.13, `src/daemon` in its bundle (unit `openclaw-gateway[-<profile>]`, label
 * `ai.openclaw.gateway` or `ai.openclaw.<profile>`).
 */
export function findGatewayService(home: string | null, stateDir: string): GatewayService | null {
  if (home === null) return null;
  for (const service of servicesOf(home)) if (isFor(service, home, stateDir)) return service;
  return null;
}

/** Every service of OpenClaw in a home, with the state dir that it runs. Total, as above. */
export function gatewayServices(home: string): { service: GatewayService; stateDir: string }[] {
  return [...servicesOf(home)].map((service) => ({ service, stateDir: stateDirOf(service, home) }));
}

function* servicesOf(home: string): Generator<GatewayService> {
  for (const manager of MANAGERS) {
    for (const { name, file } of filesOf(manager, home)) {
      const read = readBoundedText(file, { within: realPathOr(home), bytesMax: SERVICE_BYTES_MAX });
      if (read.kind !== "text") continue;
      const { env, cwd } = manager.parse(read.text);
      yield { kind: manager.kind, name, file, env, cwd: cwd ?? manager.cwdOf(home) };
    }
  }
}

/** `~` in a gateway's config means its user's home: the folder above a `.openclaw`. Elsewhere it is not known. */
export function gatewayHome(stateDir: string): string | null {
  return path.basename(stateDir).startsWith(".openclaw") ? path.dirname(stateDir) : null;
}

function filesOf({ folder: name, pattern }: Manager, home: string): { name: string; file: string }[] {
  const folder = path.join(home, name);
  let entries: string[];
  try {
    entries = seenFs.readdirSync(folder).sort();
  } catch {
    return [];
  }
  const found = entries.flatMap((entry) => {
    const name = pattern.exec(entry)?.[1];
    return name ? [{ name, file: path.join(folder, entry) }] : [];
  });
  return found.slice(0, SERVICES_MAX);
}

function isFor(service: GatewayService, home: string, stateDir: string): boolean {
  return realPathOr(stateDirOf(service, home)) === realPathOr(stateDir);
}

/** A service whose environment names a state dir runs that one; else its profile decides, as for the CLI. */
function stateDirOf({ env }: GatewayService, home: string): string {
  const named = (env.OPENCLAW_STATE_DIR ?? "").trim();
  const profile = (env.OPENCLAW_PROFILE ?? "").trim();
  const context = { env: (key: string) => env[key], home };
  const folder = profile === "" || profile.toLowerCase() === "default" ? ".openclaw" : `.openclaw-${profile}`;
  return named === "" ? path.join(home, folder) : (resolveUserPath(named, context) ?? named);
}

/** Of a unit file only what OpenClaw writes: one assignment a line, in double quotes where it has blanks. */
function parseUnit(text: string): ParsedService {
  const env: Record<string, string> = {};
  let cwd: string | null = null;
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ""] = /^\s*(Environment|WorkingDirectory)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === "WorkingDirectory") cwd = unquoteUnit(value) || null;
    const [, name, set = ""] = (key === "Environment" && /^([^=\s]+)=(.*)$/s.exec(unquoteUnit(value))) || [];
    if (name) env[name] = set;
  }
  return { env, cwd };
}

function unquoteUnit(value: string): string {
  if (!/^".*"$/.test(value)) return value;
  return value.slice(1, -1).replace(/\\(.)/g, "$1");
}

/** The two members of a property list that matter here, as OpenClaw writes them: plain strings. */
function parsePlist(text: string): ParsedService {
  const block = /<key>EnvironmentVariables<\/key>\s*<dict>([\s\S]*?)<\/dict>/.exec(text)?.[1] ?? "";
  const pairs = [...block.matchAll(/<key>([^<]*)<\/key>\s*<string>([^<]*)<\/string>/g)];
  const cwd = /<key>WorkingDirectory<\/key>\s*<string>([^<]*)<\/string>/.exec(text)?.[1];
  return {
    env: Object.fromEntries(
      pairs.map(([, name = "", value = ""]) => [unescapeXml(name), unescapeXml(value)]),
    ),
    cwd: cwd ? unescapeXml(cwd) : null,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => ENTITIES[name] ?? "");
}
